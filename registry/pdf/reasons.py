"""Why a file, a page or a preview could not be read: stable codes, each with a sentence fit for a clerk."""

from types import MappingProxyType

from registry.errors import N_

REASONS = MappingProxyType(
    {
        "not_a_pdf": N_("This is not a PDF file."),
        "damaged": N_("The file is damaged; no reader could open it."),
        "encrypted": N_("The file is encrypted; it opens only with its password."),
        "wrong_password": N_("The password does not open the file."),
        "password_again": N_(
            "The file is encrypted; what was read before is kept. Give its password to read it again."
        ),
        "state_secret": N_("The first page is marked as a state secret; the document is refused."),
        "no_pages": N_("The file has no pages."),
        "too_big_when_expanded": N_("The file expands beyond the limit of memory for one file."),
        "took_too_long": N_("Reading the file took longer than the time limit for one file."),
        "out_of_memory": N_("Reading the file needs more memory than the limit for one file."),
        "crashed": N_("The file makes the PDF reader crash."),
        "too_many_pages": N_("The file has more pages than the limit; the pages beyond it were left out."),
        "too_much_text": N_("The file has more text than the limit; what is beyond it was left out."),
        "too_many_objects": N_("The file has more parts than the limit; not all of them were looked at."),
        "too_large_to_draw": N_("The page or a picture on it is too large to draw."),
        "ocr_failed": N_("The recognition of this page failed."),
        "no_such_page": N_("The file has no such page."),
        "unreadable_page": N_("The page is damaged."),
        "reader_failed": N_("The PDF reader itself failed; this is not the file's fault."),
    }
)
