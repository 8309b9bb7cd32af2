"""What a clerk typed about a document: from a form to facts, and back to the form when it is refused."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from registry.errors import N_, FieldProblem, Invalid
from registry.store.tables import Document
from registry.suggesting import Suggested

Result = TypeVar("Result")

TEXTS = ("number", "title", "type", "gazette_number", "internal_note")
DAYS = ("issued_on", "effective_on", "expires_on", "gazette_date")
CHOICES = ("view_audience", "download_audience")
LISTS = ("issuers", "fields")

_DAY = re.compile(r"([0-9]{1,2})[ /.-]+([0-9]{1,2})[ /.-]+([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Typed:
    """Field name → what stands in it, as it was typed."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> "Typed":
        return cls({name: tuple(form.getlist(name)) for name in form})

    @classmethod
    def of(cls, document: Document) -> "Typed":
        """What the form of a document shows before anybody types."""
        one = {
            "number": document.number or "",
            "title": document.title,
            "type": document.type.code if document.type else "",
            "gazette_number": document.gazette_number or "",
            "internal_note": document.internal_note,
            "view_audience": document.view_audience.value,
            "download_audience": document.download_audience.value,
            **{name: written(getattr(document, name)) for name in DAYS},
        }
        return cls(
            {name: (value,) for name, value in one.items()}
            | {
                "issuers": tuple(row.issuer.name for row in document.issuing),
                "fields": tuple(field.code for field in document.fields),
                "signer": tuple(row.signer.name for row in document.signing),
                "office": tuple(row.office for row in document.signing),
            }
        )

    def one(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.values.get(name, ()) if value.strip())

    @property
    def signers(self) -> tuple[tuple[str, str], ...]:
        """(name, office) of each line on which something stands."""
        names, offices = self.values.get("signer", ()), self.values.get("office", ())
        padded = (*offices, *("" for _ in names))
        return tuple(
            (name, office) for name, office in zip(names, padded, strict=False) if name.strip() or office.strip()
        )

    def filled(self, suggested: Mapping[str, Suggested]) -> "Typed":
        """The same, with what was read in the fields that are empty."""
        fresh = dict(self.values)
        for name, one in suggested.items():
            if name == "signers":
                if one.fills and not self.signers:
                    fresh |= {"signer": one.values[::2], "office": one.values[1::2]}
            elif one.fills and not self.many(name):
                fresh[name] = one.values
        return Typed(fresh)

    def differences(self, other: "Typed") -> Mapping[str, str]:
        """Field name → what the other has there, where the two differ."""
        mine, theirs = _comparable(self), _comparable(other)
        return {name: theirs[name] for name in theirs if mine[name] != theirs[name]}


def _comparable(typed: Typed) -> dict[str, str]:
    one = {name: " ".join(typed.one(name).split()) for name in (*TEXTS, *DAYS, *CHOICES)}
    signers = ", ".join(" – ".join(part for part in pair if part) for pair in typed.signers)
    return one | {name: "; ".join(typed.many(name)) for name in LISTS} | {"signers": signers}


def written(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def day_typed(name: str, text: str) -> dt.date | None:
    """23/04/2024, 23-4-2024 or 2024-04-23; None for an empty field. Raises Invalid."""
    text = text.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])) if found else dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(name, N_("Write the day as day/month/year, such as 23/04/2024.")) from None


def accepted(typed: Typed, store: Callable[[Mapping[str, Any]], Result]) -> Result:
    """Hand the facts to `store`. Raises Invalid with the problems of both: what cannot be read and what is refused."""
    facts, problems = _facts(typed)
    try:
        done = store(facts)
    except Invalid as error:
        raise type(error)((*problems, *error.problems)) from None
    if problems:
        raise Invalid(tuple(problems))
    return done


def _facts(typed: Typed) -> tuple[dict[str, Any], list[FieldProblem]]:
    facts: dict[str, Any] = {name: typed.one(name) for name in TEXTS}
    facts |= {name: typed.one(name) for name in CHOICES if typed.one(name)}
    problems: list[FieldProblem] = []
    for name in DAYS:
        try:
            facts[name] = day_typed(name, typed.one(name))
        except Invalid as error:
            problems.extend(error.problems)
    facts |= {name: typed.many(name) for name in LISTS} | {"signers": typed.signers}
    return facts, problems
