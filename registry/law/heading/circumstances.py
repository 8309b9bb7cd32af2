"""Suggestions for what surrounds a document: who signed, what it rests on, from when, the gazette, marks, relations."""

import re
from datetime import date

from registry.law.heading import closing, names
from registry.law.heading.acting import Acts
from registry.law.heading.facts import Facts
from registry.law.heading.furniture import Gazette
from registry.law.heading.head import Marked
from registry.law.heading.pages import Line
from registry.law.heading.signing import Signer
from registry.law.heading.suggestion import Suggestion, suggest, true

_TEXT_ENDS = re.compile(r"(?:\./?\.?|/\.|[”\"])$")
_RECEIVERS = re.compile(r"noi nhan|- |luu\b")
# Offices that sign for a kind of body, in plain words; what a body's name begins with → what an office contains.
_SIGNS_FOR = (
    ("chinh phu", "thu tuong"), ("thu tuong", "thu tuong"), ("bo ", "bo truong"), ("bo ", "thu truong"), ("uy ban", "chu tich"),
    ("hoi dong", "chu tich"), ("quoc hoi", "chu tich"), ("chu tich", "chu tich"), ("van phong", "chu nhiem"),
    ("van phong", "van phong"), ("so ", "giam doc"), ("cuc ", "cuc truong"), ("ngan hang", "thong doc"), ("ban ", "bi thu"),
    ("ban ", "truong ban"), ("toa an", "chanh an"), ("vien ", "vien truong"), ("tinh uy", "bi thu"), ("dang uy", "bi thu"),
    ("kiem toan", "tong kiem toan"), ("thanh tra", "thanh tra"), ("bo chinh tri", "bi thu"), ("bo chinh tri", "thuong truc"),
)  # fmt: skip


def signers(facts: Facts) -> Suggestion[tuple[Signer, ...]] | None:
    found = facts.signers
    if not found:
        return None
    said = true(
        known_office=all(signer.office_known for signer in found),
        known_surname=all(signer.surname_known for signer in found),
        the_text_ends_before_it=_text_ends(facts.lines, found[0].at),
        authority=any(signer.authorities for signer in found),
        fits_the_issuer=_fits(facts),
        consolidation_attested=facts.attestation is not None,
    )
    return suggest("signers", found, [line for signer in found for line in signer.lines], said)


def _text_ends(lines: list[Line], at: int) -> bool:
    """Whether the sentence before the block is over, recipients aside."""
    for line in reversed(lines[max(0, at - 40) : at]):
        if _TEXT_ENDS.search(line.text):
            return True
        if not (_RECEIVERS.match(line.folded) or line.text.endswith((";", ":", ",")) or len(line.text) < 40):
            return False
    return False


def _fits(facts: Facts) -> bool:
    offices = [names.plain(signer.position) for signer in facts.signers]
    bodies = [names.plain(body.name) + " " for body in facts.issuers]
    return any(
        body.startswith(start) and office in words
        for body in bodies
        for words in offices
        for start, office in _SIGNS_FOR
    )


def bases(facts: Facts) -> Suggestion[tuple[Acts, ...]] | None:
    found = facts.bases
    if not found:
        return None
    return suggest(
        "bases", tuple(found), [one.line for one in found], true(recitals_end_in_order=facts.head.type is not None)
    )


def effective_on(facts: Facts) -> Suggestion[date | None] | None:
    """The day from which the document is in force; `note` names what it hangs on (`on_signing`, `15_days_after_gazette`)."""
    effect = facts.effect
    if effect is None:
        return None
    published = facts.gazette.date if facts.gazette else None
    found = closing.resolved(effect.code, facts.issued_on, published) if effect.code else effect.day
    said = true(
        this_document_takes_effect=effect.subject,
        stated_as_a_day=effect.day is not None,
        hangs_on_another_day=effect.code is not None,
        not_before_it_was_issued=found is not None and facts.issued_on is not None and found >= facts.issued_on,
        before_it_was_issued=found is not None and facts.issued_on is not None and found < facts.issued_on,
        in_the_last_articles=bool(facts.signers),
    )
    return suggest("effective_on", found, effect.lines, said, effect.code or "")


def gazette(facts: Facts) -> Suggestion[Gazette] | None:
    found = facts.gazette
    if found is None:
        return None
    said = true(on_several_pages=found.pages > 1, with_its_day=found.date is not None)
    return suggest("gazette", found, [found.line], said)


def secrecy(facts: Facts) -> Suggestion[str] | None:
    return _mark("secrecy", facts.head.secrecy)


def urgency(facts: Facts) -> Suggestion[str] | None:
    return _mark("urgency", facts.head.urgency)


def _mark(field: str, found: Marked | None) -> Suggestion[str] | None:
    return suggest(field, found.value, [found.line], []) if found else None


def relations(facts: Facts) -> tuple[Suggestion[Acts], ...]:
    """One suggestion each, those of the title first."""
    places = (("in the title", facts.relations_of_title), ("in the last articles", facts.relations_of_closing))
    return tuple(
        suggest("relations", one, [one.line], [where, *true(names_a_number=bool(one.number))])
        for where, found in places
        for one in found
    )
