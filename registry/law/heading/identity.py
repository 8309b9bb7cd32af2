"""Suggestions for what a document is known by: number, type, issuers, place and day, title."""

import re
from datetime import date

from registry.law.heading import names
from registry.law.heading.facts import Facts
from registry.law.heading.issuing import Body
from registry.law.heading.pages import Line
from registry.law.heading.suggestion import SNIPPET, Suggestion, suggest, sure, true
from registry.law.heading.titles import End
from registry.law.numbers import Number
from registry.law.types import Family, Type

_LEAD = re.compile(r"(?:ve viec|ve|v v|quy dinh|ban hanh)\s")


def number(facts: Facts) -> Suggestion[Number | None] | None:
    attested = facts.attestation.numbered if facts.attestation else None
    numbered = attested or facts.head.numbered
    if numbered is not None and numbered.number is None:
        return Suggestion(None, numbered.line.page, numbered.line.text, numbered.line.box, 0.0, "number_blank")
    found = facts.number
    if found is None:
        return None
    line = numbered.line if numbered else _title_line(facts)
    said = true(
        labelled_in_the_head=numbered is not None and attested is None,
        attested_at_the_end=attested is not None,
        parsed_without_problems=found.ok,
        problems=not found.ok,
        symbol_agrees_with_the_type=_symbol_agrees(facts),
        code_agrees_with_the_letterhead=any(body.named and body.meant for body in facts.issuers),
        year_agrees_with_the_day=found.year is not None
        and facts.issued_on is not None
        and found.year == facts.issued_on.year,
        stands_again_in_the_text=_stands_again(facts, found),
        a_gap_inside=numbered is not None and " " in line.text[numbered.start : numbered.end] and line.recognised,
    )
    box = line.box_of(numbered.start, numbered.end) if numbered else line.box
    note = found.problems[0].code if found.problems else ""
    return Suggestion(found, line.page, line.text[:SNIPPET], box, sure("number", [line], said), note)


def _title_line(facts: Facts) -> Line:
    title = facts.head.title
    return title.lines[0] if title and title.lines else facts.lines[0]


def _symbol_agrees(facts: Facts) -> bool:
    kind, found = facts.head.type or facts.inline.type, facts.number
    if found is None:
        return False
    if facts.consolidated:
        return found.family is Family.CONSOLIDATED
    if kind is None:
        return found.family is Family.OFFICIAL_LETTER
    if found.type is None:
        return found.family is Family.NATIONAL_ASSEMBLY and Family.NATIONAL_ASSEMBLY in kind.families
    return found.type in (*kind.symbols, *kind.party_symbols)


def _stands_again(facts: Facts, found: Number) -> bool:
    """In an appendix ("ban hành kèm theo …"), a later head, a running head."""
    own = facts.head.numbered.line if facts.head.numbered else None
    wanted = found.canonical.lower()
    return any(wanted in line.text.lower() for line in facts.lines if line is not own and line.page > 1)


def type_(facts: Facts) -> Suggestion[Type] | None:
    found = facts.type
    if found is None:
        return None
    head = facts.head
    line = head.type_line or (head.numbered.line if head.numbered else _title_line(facts))
    said = true(
        a_line_of_its_own=head.type is found and names.type_of(line.text, facts.vocabulary) is found,
        begins_the_title=head.type_line is not None and names.type_of(line.text, facts.vocabulary) is None,
        agrees_with_the_number=_symbol_agrees(facts) and head.type is not None,
        from_the_number_alone=head.type is None,
        subject_under_the_number=head.type is None and head.title is not None and found.code == "cong-van",
        named_in_the_text=f" {names.plain(found.name)} nay " in facts.opening
        or f" {names.plain(found.name)} nay " in _closing(facts),
        consolidates_another=facts.consolidated and (facts.attestation is not None or head.intro is not None),
    )
    return suggest("type", found, [line], said)


def _closing(facts: Facts) -> str:
    return names.plain(" ".join(line.text for line in facts.lines[max(0, facts.end - 60) : facts.end]))


def issuers(facts: Facts) -> Suggestion[tuple[Body, ...]] | None:
    found = facts.issuers
    if not found:
        return None
    spoken = facts.opening
    said = true(
        named_in_the_letterhead=all(body.named for body in found),
        code_means_it=all(body.meant for body in found),
        known_to_the_tables=all(body.code for body in found),
        speaks_in_the_text=any(names.plain(body.name) in spoken for body in found),
        in_the_gazettes_heading=False,
    )
    numbered = facts.head.numbered
    lines = list(facts.letterhead) or ([numbered.line] if numbered else [_title_line(facts)])
    return suggest("issuers", found, lines, said)


def place(facts: Facts) -> Suggestion[str] | None:
    line = _day_line(facts)
    if not facts.place or line is None:
        return None
    known = names.plain(facts.place).removeprefix("tp ").removeprefix("thanh pho ").removeprefix("tinh ")
    said = true(with_a_day=facts.issued_on is not None, known_to_the_tables=known in names.places(facts.vocabulary))
    return suggest("place", facts.place, [line], said)


def _day_line(facts: Facts) -> Line | None:
    if facts.attestation:
        return facts.attestation.day_line
    return facts.head.dated.line if facts.head.dated else None


def issued_on(facts: Facts) -> Suggestion[date | None] | None:
    found, dated = facts.issued_on, facts.head.dated
    if found is None:
        if dated is None or facts.attestation:
            return None
        return Suggestion(None, dated.line.page, dated.line.text, dated.line.box, 0.0, "date_blank")
    adopted = facts.adoption.day if facts.adoption else None
    line = _day_line(facts)
    of_adoption = facts.adoption is not None and adopted == found and line is None
    lines = [facts.adoption.line] if facts.adoption and of_adoption else [line or _title_line(facts)]
    return suggest(
        "issued_on", found, lines, _said_of_day(facts, found, of_adoption), "on_adoption" if of_adoption else ""
    )


def _said_of_day(facts: Facts, found: date, of_adoption: bool) -> list[str]:
    year = facts.number.year if facts.number else None
    published = facts.gazette.date if facts.gazette else None
    return true(
        line_of_place_and_day=_day_line(facts) is not None and bool(facts.place),
        complete=True,
        year_agrees_with_the_number=year == found.year,
        year_differs_from_the_number=year is not None and year != found.year,
        adoption_agrees=not of_adoption and facts.adoption is not None and facts.adoption.day == found,
        adopted_on=of_adoption,
        beside_the_number=facts.inline.day == found or (facts.head.numbered is not None and bool(facts.place)),
        attested_at_the_end=facts.attestation is not None,
        before_the_gazette=published is not None and found <= published,
        after_the_gazette=published is not None and found > published,
    )


def title(facts: Facts) -> Suggestion[str] | None:
    found = facts.head.title
    if found is None or not found.lines or not facts.title:
        return None
    words = names.plain(facts.title)
    said = true(
        under_the_type=facts.head.type_line is not None,
        subject_under_the_number=facts.head.type_line is None,
        ends_where_the_text_begins=found.end in (End.TEXT, End.RULE, End.AUTHORITY),
        opens_as_titles_do=found.opens_as_usual,
        said_again_in_the_text=_again(words, facts),
        set_off_on_the_page=found.set_off,
        very_long=len(facts.title) > 900,
        hardly_a_word=len(words) < 4,
    )
    return suggest("title", facts.title, found.lines, said)


def _again(words: str, facts: Facts) -> bool:
    """Whether the enacting line, an article or an attached document says the title again, its first words aside."""
    while lead := _LEAD.match(words):
        words = words[lead.end() :]
    return len(words) > 12 and words in facts.opening
