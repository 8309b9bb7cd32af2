"""Names of what the tables hold as codes, and whole sentences made of them, for the catalogs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from registry import work
from registry.contents import ReadingState, ReadingStatus
from registry.errors import N_
from registry.law.effect import Cause, Status, Trouble
from registry.law.relations import VERBS, Kind
from registry.law.types import Family
from registry.pdf.findings import FINDINGS, SIGNATURES
from registry.pdf.reasons import REASONS
from registry.store.tables import Audience, Progress, Rank, Role, State

__all__ = [
    "AUDIENCES", "CAUSES", "FAMILIES", "FIELDS", "FINDINGS", "LOCKED", "PROGRESS", "RANKS", "READING", "READ_FIELDS", "REASONS",
    "ROLES", "SIGNATURES", "STATES", "STATUSES", "STEPS", "TROUBLES", "VERDICTS", "named", "reason", "signed_at", "verb",
]  # fmt: skip

STATUSES: Mapping[Status, str] = {
    Status.NOT_APPLICABLE: N_("Validity does not apply"),
    Status.NOT_YET: N_("Not yet in force"),
    Status.IN_FORCE: N_("In force"),
    Status.PARTLY_ENDED: N_("Partly no longer in force"),
    Status.ENDED: N_("No longer in force"),
    Status.PAUSED: N_("Suspended"),
    Status.PARTLY_PAUSED: N_("Partly suspended"),
    Status.UNFIT: N_("No longer fitting"),
    Status.UNKNOWN: N_("Validity unknown"),
}
CAUSES: Mapping[Cause, str] = {
    Cause.NOT_NORMATIVE: N_("no normative act"),
    Cause.CONSOLIDATED: N_("a consolidated text has no validity of its own"),
    Cause.NO_DATE: N_("no effective day is known"),
    Cause.DATES_CONTRADICT: N_("the days contradict each other"),
    Cause.AWAITED: N_("waits for its effective day"),
    Cause.BEGAN: N_("takes effect"),
    Cause.TERM: N_("its term is over"),
    Cause.EDGE: N_("acted on by"),
    Cause.LAPSED: N_("lapses with what it details"),
    Cause.SAVED: N_("kept in force by the ending act"),
    Cause.STAYS: N_("stays in force though what it details was replaced"),
    Cause.RESUMED: N_("the suspension is over"),
}
TROUBLES: Mapping[Trouble, str] = {
    Trouble.SELF: N_("a document cannot act on itself"),
    Trouble.UNDATED_EDGE: N_(
        "no day is known from which the relation works: neither its own nor that of the acting document"
    ),
    Trouble.EDGE_BEFORE_SOURCE: N_(
        "the relation is dated before the acting document takes effect; it works from then on"
    ),
    Trouble.BEFORE_ISSUE: N_("the document is in force before it was issued"),
    Trouble.ENDS_BEFORE_IT_BEGINS: N_("it ends before it begins"),
    Trouble.NO_DATE: N_("no effective day is known"),
    Trouble.SOURCE_ENDED: N_("the acting document was out of force before; the relation has no effect"),
    Trouble.LOOP: N_("the documents end each other in a loop; the later one has no effect"),
    Trouble.NO_EXCEPTION: N_("the law of that day does not say that the ending act may save what details it"),
    Trouble.DETAILED_REPLACED: N_(
        "what it details was replaced: it stays in force as far as it is not contrary to the new act"
    ),
    Trouble.ALL_DETAILED_ENDED: N_("everything that it details has ended; whether it has, too, is for you to say"),
}
FAMILIES: Mapping[str, str] = {
    Family.NORMATIVE: N_("Normative acts"),
    Family.NATIONAL_ASSEMBLY: N_("National Assembly"),
    Family.ADMINISTRATIVE: N_("Administrative documents"),
    Family.OFFICIAL_LETTER: N_("Official letters"),
    Family.PARTY: N_("Party documents"),
    Family.CONSOLIDATED: N_("Consolidated texts"),
    Family.COPY: N_("Copies"),
    Family.OLD: N_("Numbers of former times"),
    Family.NONE: N_("Without a number"),
}
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
STEPS: Mapping[str, str] = {
    work.READING: N_("Text"),
    work.PREVIEWS: N_("Pictures"),
    work.EXAMINING: N_("Signatures and contents"),
    work.MORE_PREVIEWS: N_("Pictures of further pages"),
    work.OCR: N_("Recognition of scanned pages"),
}
PROGRESS: Mapping[Progress, str] = {
    Progress.OWED: N_("waiting"),
    Progress.RUNNING: N_("under way"),
    Progress.DONE: N_("done"),
    Progress.FAILED: N_("failed"),
    Progress.PARKED: N_("stopped"),
}
READ_FIELDS = (
    "number", "type", "title", "issuers", "issued_on", "effective_on", "signers", "gazette_number", "gazette_date",
)  # fmt: skip
LOCKED = ("encrypted", "wrong_password", "password_again")  # reasons of a file whose password is wanted
VERDICTS: Mapping[str, str] = {
    "ocr": N_("The text was recognised from a picture and may hold mistakes."),
    "scanned": N_("This page is a scanned picture; it needs recognition (OCR)."),
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
    "day": N_("Day"),
    "expires_on": N_("In force until"),
    "signers": N_("Signed by"),
    "fields": N_("Fields of law"),
    "gazette_number": N_("Gazette number"),
    "gazette_date": N_("Gazette day"),
    "language": N_("Language"),
    "view_audience": N_("Who may view it"),
    "download_audience": N_("Who may download it"),
    "internal_note": N_("Internal note"),
    "override_reason": N_("Reason"),
    "password": N_("Password"),
    "reason": N_("Reason"),
    "successor": N_("Replaced by"),
    "kind": N_("What it does"),
    "provisions": N_("Part of the document"),
    "ends_on": N_("Until the day"),
    "read_from": N_("Where it is read"),
    "target": N_("Document that is meant"),
}


def verb(kind: Kind, passive: bool) -> str:
    """What one document does to another, in the voice of the one that is looked at."""
    return str(gettext(VERBS[kind].passive_en if passive else VERBS[kind].active_en))


def named(table: Mapping[str, str], code: str) -> str:
    """What the code is called in the reader's language."""
    return gettext(table[code]) if code in table else code


def signed_at(signature: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(signature["signed_at"])


def reason(status: ReadingStatus) -> str:
    """Why reading did not come to its end, in a sentence; "" where it did."""
    if status.state == ReadingState.PARKED:
        return gettext(status.reason) % {"attempts": status.attempts} if status.reason else ""
    return named(REASONS, status.reason) if status.reason else ""
