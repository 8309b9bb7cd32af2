"""Suggestions for a document's record, read from its pages: what a clerk would type after a look at them.

Pure and linear: words with boxes or plain lines in, suggestions out; nothing raises on any text. Layouts: NĐ 30/2020/NĐ-CP
Annex I; NĐ 78/2025/NĐ-CP forms 17, 18; Pháp lệnh 01/2012/UBTVQH13 (consolidated texts); Quy định 399-QĐ/TW (Party).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from registry.law import file_names
from registry.law.heading import circumstances, facts, identity
from registry.law.heading.acting import Acts
from registry.law.heading.furniture import Gazette
from registry.law.heading.issuing import Body
from registry.law.heading.pages import PageWords, Word
from registry.law.heading.signing import Signer
from registry.law.heading.suggestion import SNIPPET, Suggestion, sure, true
from registry.law.numbers import Number
from registry.law.types import Type
from registry.law.vocabulary import Vocabulary

__all__ = [
    "Acts",
    "Body",
    "Gazette",
    "PageWords",
    "Signer",
    "Suggestion",
    "Suggestions",
    "Word",
    "as_json",
    "named",
    "read",
]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the pages say of the document; None where they say nothing."""

    number: Suggestion[Number | None] | None
    type: Suggestion[Type] | None
    issuers: Suggestion[tuple[Body, ...]] | None
    place: Suggestion[str] | None
    issued_on: Suggestion[date | None] | None
    title: Suggestion[str] | None
    signers: Suggestion[tuple[Signer, ...]] | None
    bases: Suggestion[tuple[Acts, ...]] | None
    effective_on: Suggestion[date | None] | None
    gazette: Suggestion[Gazette] | None
    secrecy: Suggestion[str] | None
    urgency: Suggestion[str] | None
    relations: tuple[Suggestion[Acts], ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which something was read: those whose words are worth having with boxes."""
        found = [one for name in _FIELDS if (one := getattr(self, name)) is not None]
        return tuple(sorted({one.page for one in (*found, *self.relations) if one.page}))


_FIELDS = (
    "number", "type", "issuers", "place", "issued_on", "title", "signers", "bases", "effective_on", "gazette", "secrecy", "urgency",
)  # fmt: skip


def read(
    pages: Sequence[PageWords | str], vocabulary: Vocabulary | None = None, *, recognised: Collection[int] = ()
) -> Suggestions:
    """Suggestions from the pages in order, each as words with boxes or as plain lines; "" for one that was not read.

    Boxes keep columns apart, so the first page should come with them; plain text serves for the others. `recognised` are
    the pages, from 1, whose words were read from a picture: what they say is less sure.
    """
    found = facts.read(pages, vocabulary or Vocabulary.shipped(), recognised)
    return Suggestions(
        number=identity.number(found),
        type=identity.type_(found),
        issuers=identity.issuers(found),
        place=identity.place(found),
        issued_on=identity.issued_on(found),
        title=identity.title(found),
        signers=circumstances.signers(found),
        bases=circumstances.bases(found),
        effective_on=circumstances.effective_on(found),
        gazette=circumstances.gazette(found),
        secrecy=circumstances.secrecy(found),
        urgency=circumstances.urgency(found),
        relations=circumstances.relations(found),
    )


def named(suggestions: Suggestions, name: str, vocabulary: Vocabulary | None = None) -> Suggestions:
    """The same; where the pages tell no number, with the one that the file's name tells, which is never sure."""
    if suggestions.number and suggestions.number.value:
        return suggestions
    found = file_names.number(name, vocabulary)
    if found is None:
        return suggestions
    kind, issued = suggestions.type, suggestions.issued_on
    said = true(
        named_so=True,
        parsed_without_problems=found.ok,
        problems=not found.ok,
        symbol_agrees_with_the_type=kind is not None and found.type in (*kind.value.symbols, *kind.value.party_symbols),
        year_agrees_with_the_day=bool(issued and issued.value and issued.value.year == found.year),
    )
    number: Suggestion[Number | None] = Suggestion(
        found, None, name[:SNIPPET], None, sure("number", [], said), "from_file_name"
    )
    return replace(suggestions, number=number)


def as_json(suggestions: Suggestions) -> dict[str, Any]:
    """The object `suggestions` of `registry inspect`: null where nothing was read, lists where there may be several."""
    printed: dict[str, Any] = {name: _printed(getattr(suggestions, name)) for name in _FIELDS}
    printed["relations"] = _listed(suggestions.relations)
    return printed


def _listed(found: Sequence[Suggestion[Acts]]) -> dict[str, Any] | None:
    """Relations as one suggestion, as sure as its least sure part; each has a place and a confidence of its own."""
    each = [one for one in map(_printed, found) if one]
    if not each:
        return None
    values = [one.pop("value") | one for one in map(dict, each)]
    return {**each[0], "value": values, "confidence": min(one["confidence"] for one in each)}


def _printed(found: Suggestion[Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    shown = {
        "value": _value(found.value),
        "page": found.page,
        "snippet": found.snippet,
        "box": [round(side, 1) for side in found.box] if found.box else None,
        "confidence": found.confidence,
    }
    return shown | ({"note": found.note} if found.note else {})


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    show = next((show for kind, show in _SHOWN.items() if isinstance(value, kind)), None)
    return show(value) if show else value


def _of_signer(signer: Signer) -> Mapping[str, Any]:
    return {
        "name": signer.name,
        "position": signer.position,
        "authority": signer.authority,
        "authorities": list(signer.authorities),
    }


def _of_relation(acts: Acts) -> Mapping[str, Any]:
    return {
        "relation": acts.relation,
        "number": acts.number or None,
        "type": acts.type,
        "name": acts.name or None,
        "scope": acts.scope,
        "date": _value(acts.day),
    }


_SHOWN: Mapping[type, Callable[[Any], Any]] = {
    Number: lambda number: number.canonical,
    Type: lambda kind: kind.name,
    Body: lambda body: body.name,
    date: date.isoformat,
    Gazette: lambda gazette: {"number": gazette.number, "date": _value(gazette.date)},
    Signer: _of_signer,
    Acts: lambda acts: acts.number if acts.relation == "basis" else _of_relation(acts),
}
