"""Names of what the tables hold as codes, and whole sentences made of them, for the catalogs."""

from collections.abc import Mapping

from flask_babel import gettext

from registry.contents import ReadingState, ReadingStatus
from registry.errors import N_
from registry.pdf.reasons import REASONS
from registry.store.tables import Audience, Rank, Role, State

STATES: Mapping[State, str] = {
    State.DRAFT: N_("Draft"),
    State.CONSULTATION: N_("Open for comments"),
    State.SCHEDULED: N_("Scheduled"),
    State.PUBLISHED: N_("Published"),
    State.WITHDRAWN: N_("Withdrawn"),
}
AUDIENCES: Mapping[Audience, str] = {
    Audience.PUBLIC: N_("Everybody"),
    Audience.READERS: N_("Whoever is signed in"),
    Audience.STAFF: N_("Clerks and above only"),
}
RANKS: Mapping[Rank, str] = {
    Rank.READER: N_("Reader"),
    Rank.CLERK: N_("Clerk"),
    Rank.EDITOR: N_("Editor"),
    Rank.ADMIN: N_("Administrator"),
}
ROLES: Mapping[Role, str] = {
    Role.MAIN: N_("The document itself (PDF)"),
    Role.ATTACHMENT: N_("Attachment"),
}
READING: Mapping[ReadingState, str] = {
    ReadingState.NONE: N_("Not read"),
    ReadingState.WAITING: N_("Being read"),
    ReadingState.READ: N_("Read"),
    ReadingState.PARTLY: N_("Read in part"),
    ReadingState.FAILED: N_("Cannot be read"),
    ReadingState.PARKED: N_("Reading stopped"),
}
VERDICTS: Mapping[str, str] = {
    "scanned": N_("This page is a scanned picture; it has no text of its own yet."),
    "stamp_only": N_("This page is a scanned picture; only the stamp on it is text."),
    "garbled": N_("The text of this page cannot be read; look at its picture or open the PDF."),
    "empty": N_("This page is blank."),
}
FIELDS: Mapping[str, str] = {
    "file": N_("PDF file"),
    "number": N_("Number"),
    "type": N_("Type of document"),
    "title": N_("Title"),
    "issuers": N_("Issuing body"),
    "issued_on": N_("Day of issue"),
    "effective_on": N_("In force from"),
    "expires_on": N_("In force until"),
    "signers": N_("Signed by"),
    "fields": N_("Fields of law"),
    "gazette_number": N_("Gazette number"),
    "gazette_date": N_("Gazette day"),
    "language": N_("Language"),
    "view_audience": N_("Who may view it"),
    "download_audience": N_("Who may download it"),
    "internal_note": N_("Internal note"),
    "reason": N_("Reason"),
    "successor": N_("Replaced by"),
}


def named(table: Mapping[str, str], code: str) -> str:
    """What the code is called in the reader's language."""
    return gettext(table[code]) if code in table else code


def reason(status: ReadingStatus) -> str:
    """Why reading did not come to its end, in a sentence; "" where it did."""
    if status.state == ReadingState.PARKED:
        return gettext(status.reason) % {"attempts": status.attempts} if status.reason else ""
    return named(REASONS, status.reason) if status.reason else ""
