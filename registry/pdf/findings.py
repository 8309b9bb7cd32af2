"""What a file holds beside its pages, in sentences: what a clerk should know before it is published, and signatures."""

from types import MappingProxyType

from registry.errors import N_

FINDINGS = MappingProxyType(
    {
        "javascript": N_("The file runs JavaScript in the reader's program."),
        "runs_when_opened": N_("The file starts an action by itself when it is opened, printed or paged through."),
        "launches_program": N_("The file asks to start a program on the reader's computer."),
        "opens_other_file": N_("The file opens another file, on the reader's computer or on a network."),
        "sends_data": N_("The file sends what is filled in to an address, or fetches data from one."),
        "embedded_files": N_("Other files are embedded in the file."),
        "media": N_("The file plays sound, film or interactive media."),
        "form": N_("The file is a form with fields to fill in."),
        "dynamic_form": N_("The file is a dynamic form (XFA); most programs show it wrongly or not at all."),
    }
)
"""Code → a sentence fit for a clerk. Links to web pages are no finding."""
ACTIVE = ("javascript", "runs_when_opened", "launches_program", "opens_other_file", "sends_data")
"""Those that do something, which a legal document never needs."""

SIGNATURES = MappingProxyType(
    {
        "good": N_("The signature is good: the file is as it was signed, and the signer is vouched for."),
        "not_trusted": N_(
            "The file is as it was signed, but no authority that is trusted here vouches for the signer."
        ),
        "no_roots": N_(
            "The file is as it was signed. Who the signer is was not checked, since no authority is set up here."
        ),
        "changed": N_("The file was changed after it had been signed."),
        "broken": N_("The signature does not fit the file: it is not what was signed."),
        "unreadable": N_("The signature cannot be understood."),
    }
)
"""State of a `registry.pdf.facts.Signature` → a sentence for everybody."""
