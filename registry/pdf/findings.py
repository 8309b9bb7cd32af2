"""What a file holds beside its pages that a clerk should know before it is published."""

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
