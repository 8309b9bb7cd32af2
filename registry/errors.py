"""Everything that can go wrong, as one tree.

    RegistryError
    ├── WrongSetting                 a setting stops the start
    ├── Invalid                      what was sent cannot be accepted; names every field at once
    │   └── NotReadyToPublish        number, type, issuer or date is missing
    ├── TooLarge                     over a stated limit
    ├── NotFound                     there is none, or none that this viewer may see
    ├── Gone                         was published, then withdrawn
    ├── RangeNotSatisfiable          no byte of the file lies in the range asked for
    ├── FileChanged                  If-Match, or another condition of the request, names other bytes
    ├── Conflict
    │   ├── NumberTaken              same issuers, type, number and date
    │   ├── NameTaken                a login or code that must be unique
    │   ├── RelationTaken            the same edge is there already
    │   ├── IdempotencyMismatch      the key was used for another request
    │   └── WrongState               the document's state does not allow it
    ├── LostRace                     the row is newer than the version compared with
    ├── VersionRequired              a change must say which version it was made on
    ├── NotSignedIn
    │   └── WrongPassword
    ├── Forbidden
    ├── LinkInvalid                  a signed link was changed, or is not whole
    │   └── LinkEnded                its time is over, or who lent the file may not do so any more
    ├── Busy                         try again soon: too many slow transfers, or the same request is under way
    ├── TooOften                     tried too many times in a short while
    └── StorageFull                  the disk is full; nothing was kept

Each class has `message`, an English sentence with named places, and is a dataclass of the facts that fill them.
`str(error)` fills in the English; shells look the same sentence up in the catalogs and fill in the same facts.
No status code is known here.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802  gettext's own name for "to be translated later"
    """Mark a sentence for the catalogs and give it back unchanged."""
    return message


@dataclass(eq=False)
class RegistryError(Exception):
    message: ClassVar[str] = N_("The registry could not do this.")

    @property
    def facts(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        return self.message % self.facts


@dataclass(eq=False)
class WrongSetting(RegistryError):
    message = N_("%(name)s is %(value)r, but must be %(expected)s.")
    name: str
    value: str
    expected: str


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: its name as the sender wrote it, a sentence with places, and what fills them."""

    field: str
    message: str
    facts: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.message % dict(self.facts)


@dataclass(eq=False)
class Invalid(RegistryError):
    message = N_("Some of what was sent cannot be accepted.")
    problems: tuple[FieldProblem, ...]

    @classmethod
    def field(cls, name: str, message: str, **facts: Any) -> "Invalid":
        return cls((FieldProblem(name, message, tuple(facts.items())),))

    def __str__(self) -> str:
        return "; ".join(f"{problem.field}: {problem}" for problem in self.problems)


@dataclass(eq=False)
class NotReadyToPublish(Invalid):
    message = N_("The document cannot be published yet.")


@dataclass(eq=False)
class TooLarge(RegistryError):
    message = N_("This is over the limit of %(limit)s.")
    limit: str


@dataclass(eq=False)
class NotFound(RegistryError):
    message = N_("There is nothing here under “%(what)s”.")
    what: str


@dataclass(eq=False)
class Gone(RegistryError):
    """A withdrawn document: why, and the public id of the one that took its place, if any."""

    message = N_("This document was withdrawn. %(reason)s")
    reason: str
    title: str = ""
    successor: str | None = None


@dataclass(eq=False)
class RangeNotSatisfiable(RegistryError):
    message = N_("The file has %(size)d bytes; none of them is in the range that was asked for.")
    size: int


@dataclass(eq=False)
class FileChanged(RegistryError):
    message = N_("The file is not the one any more that you ask for: it was replaced in the meantime.")


@dataclass(eq=False)
class Conflict(RegistryError):
    message = N_("This contradicts what the registry already holds.")


@dataclass(eq=False)
class NumberTaken(Conflict):
    """`document` is the public id of the holder, and None for someone who may not see it."""

    message = N_("The number %(number)s of this type, issuer and date is already taken.")
    number: str
    document: str | None = None
    title: str | None = None


@dataclass(eq=False)
class NameTaken(Conflict):
    message = N_("The name “%(name)s” is already taken.")
    name: str


@dataclass(eq=False)
class RelationTaken(Conflict):
    message = N_("This relation to %(number)s is there already.")
    number: str


@dataclass(eq=False)
class IdempotencyMismatch(Conflict):
    message = N_("The Idempotency-Key “%(key)s” was already used for another request.")
    key: str


@dataclass(eq=False)
class WrongState(Conflict):
    message = N_("A document in the state “%(state)s” does not allow this.")
    state: str


@dataclass(eq=False)
class LostRace(RegistryError):
    message = N_("Somebody changed this in the meantime: it is now version %(current)d. Load it again, then repeat.")
    current: int


@dataclass(eq=False)
class VersionRequired(RegistryError):
    message = N_("Say which version you change: send its ETag in If-Match.")


@dataclass(eq=False)
class NotSignedIn(RegistryError):
    message = N_("Sign in first, or send a valid API token.")


@dataclass(eq=False)
class WrongPassword(NotSignedIn):
    message = N_("The name or the password is wrong.")


@dataclass(eq=False)
class Forbidden(RegistryError):
    message = N_("You are not allowed to do this: it needs %(needed)s.")
    needed: str


@dataclass(eq=False)
class LinkInvalid(RegistryError):
    message = N_("This link is not whole, or was changed. Copy all of it, or ask for it again where you got it.")


@dataclass(eq=False)
class LinkEnded(LinkInvalid):
    message = N_("This link is not good any more. Ask for a new one where you got it.")


@dataclass(eq=False)
class Busy(RegistryError):
    """`seconds`: how long to wait before the next try."""

    message = N_("Too much is going on at once. Try again in %(seconds)d seconds.")
    seconds: int = 5


@dataclass(eq=False)
class TooOften(RegistryError):
    """`seconds`: how long to wait before the next try."""

    message = N_("That was tried too often. Try again in %(seconds)d seconds.")
    seconds: int


@dataclass(eq=False)
class StorageFull(RegistryError):
    message = N_("The disk is full. Nothing of this was kept; tell the operator.")
