"""One document as read: head, end and what lies between, each once, for suggestions to be made from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from registry.law.heading import acting, closing, furniture, head, inline, issuing, names, pages, signing
from registry.law.heading.acting import Acts
from registry.law.heading.closing import Adoption, Attestation, Effect
from registry.law.heading.furniture import Gazette
from registry.law.heading.head import Head
from registry.law.heading.inline import Inline
from registry.law.heading.issuing import Body
from registry.law.heading.pages import Line, PageWords
from registry.law.heading.signing import Signer
from registry.law.numbers import Number
from registry.law.types import Family, Type
from registry.law.vocabulary import Vocabulary


@dataclass(frozen=True)
class Facts:
    """The lines of the document and what is read from them; every property is read once."""

    vocabulary: Vocabulary
    all_lines: list[Line]

    @cached_property
    def lines(self) -> list[Line]:
        return furniture.without(self.all_lines)

    @cached_property
    def gazette(self) -> Gazette | None:
        return furniture.gazette(self.all_lines)

    @cached_property
    def head(self) -> Head:
        return head.read(self.lines, self.vocabulary)

    @cached_property
    def attestation(self) -> Attestation | None:
        return closing.attestation(self.lines, self.vocabulary)

    @cached_property
    def consolidated(self) -> bool:
        numbered = self.head.numbered.number if self.head.numbered else None
        own = numbered is not None and numbered.family is Family.CONSOLIDATED
        kind = self.head.type is not None and self.head.type.code == "van-ban-hop-nhat"
        unnumbered = numbered is None or own
        return own or kind or self.attestation is not None or (self.head.intro is not None and unnumbered)

    @cached_property
    def inline(self) -> Inline:
        title = self.head.title
        return inline.read(title.text if title and not self.head.numbered else "", self.vocabulary)

    @cached_property
    def number(self) -> Number | None:
        if self.attestation and self.attestation.numbered:
            return self.attestation.numbered.number
        return self.head.numbered.number if self.head.numbered else self.inline.number

    @cached_property
    def type(self) -> Type | None:
        """The type that the head names; for a consolidated text and an official letter the one that its kind is."""
        if self.consolidated:
            return names.types(self.vocabulary).get("van ban hop nhat")
        if self.head.type or self.inline.type:
            return self.inline.type or self.head.type
        return self.type_of_number

    @cached_property
    def type_of_number(self) -> Type | None:
        """The likeliest type for the number's symbol alone."""
        if self.number is None:
            return None
        if self.number.family is Family.OFFICIAL_LETTER:
            return names.types(self.vocabulary).get("cong van")
        meanings = self.vocabulary.meanings(self.number.type or "", self.number.family)
        return meanings[0] if meanings else None

    @cached_property
    def signers(self) -> tuple[Signer, ...]:
        if self.attestation:
            return signing.read(self.lines, self.attestation.at, over=True)
        known = self.head.type or self.head.numbered
        return signing.read(self.lines, self.head.next if known else 0)

    @cached_property
    def end(self) -> int:
        """The line where the main text ends."""
        if self.attestation:
            return max(0, self.attestation.at - 4)
        return self.signers[0].at if self.signers else len(self.lines)

    @cached_property
    def adoption(self) -> Adoption | None:
        return closing.adoption(self.lines, self.end) if self.signers and not self.attestation else None

    @cached_property
    def of_assembly(self) -> bool:
        """Whether it is a law or resolution that the assembly adopts on its day."""
        if self.number is not None:
            return self.number.family is Family.NATIONAL_ASSEMBLY
        return self.type is not None and self.type.families[:1] == (Family.NATIONAL_ASSEMBLY,)

    @cached_property
    def issued_on(self) -> date | None:
        if self.attestation:
            return self.attestation.day
        if self.head.dated and not self.of_assembly:
            return self.head.dated.day
        adopted = self.adoption.day if self.adoption else None
        dated = self.head.dated.day if self.head.dated else None
        return adopted if self.of_assembly and adopted else dated or self.inline.day

    @cached_property
    def place(self) -> str:
        if self.attestation:
            return self.attestation.place
        return self.head.dated.place if self.head.dated else ""

    @cached_property
    def letterhead(self) -> tuple[Line, ...]:
        if self.attestation and self.attestation.letterhead:
            return self.attestation.letterhead
        if self.consolidated and self.number is None:
            return self._sections
        if not self.head.letterhead and self.inline.body and self.head.type_line:
            return (Line(self.head.type_line.page, self.inline.body),)
        known = self.head.nation or self.head.numbered or self.head.type
        return self.head.letterhead if known else ()

    @property
    def _sections(self) -> tuple[Line, ...]:
        """`VĂN BẢN HỢP NHẤT - VĂN PHÒNG QUỐC HỘI`: the gazette's heading names who consolidated."""
        found = [line for line in self.head.sections if line.folded.startswith("van ban hop nhat")]
        after = [line.part(line.text.find("-") + 1) for line in found if "-" in line.text]
        return (*[line for line in after if line.text], *self.head.letterhead)

    @cached_property
    def issuers(self) -> tuple[Body, ...]:
        return issuing.read(self.letterhead, self.number, self.issued_on, self.place, self.vocabulary)

    @cached_property
    def effect(self) -> Effect | None:
        return None if self.consolidated else closing.effect(self.lines, self.head.next, self.end)

    @cached_property
    def bases(self) -> list[Acts]:
        return acting.bases(self.lines[: self.end], self.head.next, self.vocabulary)

    @cached_property
    def title(self) -> str:
        if self.inline.number:
            return self.inline.title
        return self.head.title.text if self.head.title else ""

    @cached_property
    def relations_of_title(self) -> list[Acts]:
        if self.head.title is None or not self.head.title.lines:
            return []
        if self.consolidated:
            if self.inline.number and self.inline.type:
                name = f"{self.inline.type.name} {self.inline.title}"
                line = self.head.title.lines[0]
                return [Acts("consolidates", "", self.inline.type.name, name, "whole", None, line)]
            start = self.head.intro if self.head.intro is not None else len(self.lines)
            return acting.of_consolidation(self.lines, start, self.vocabulary)
        found = acting.of_title(self.title, self.type, self.head.title.lines[0], self.vocabulary)
        recitals = " ".join(line.text for part in acting.recitals(self.lines, self.head.next) for line in part)
        return acting.with_numbers(found, recitals, self.vocabulary)

    @cached_property
    def relations_of_closing(self) -> list[Acts]:
        if self.consolidated:
            return []
        known = {(one.relation, one.number) for one in self.relations_of_title}
        found: dict[tuple[str, str], Acts] = {}
        for one in acting.of_closing(self.lines, self.head.next, self.end, self.vocabulary):
            if (one.relation, one.number) not in known:
                found.setdefault((one.relation, one.number), one)
        return list(found.values())

    @cached_property
    def opening(self) -> str:
        """The lines after the head, in plain words: recitals and the first articles."""
        return names.plain(" ".join(line.text for line in self.lines[self.head.next : self.head.next + 90]))


def read(given: Sequence[PageWords | str], vocabulary: Vocabulary, recognised: Collection[int] = ()) -> Facts:
    return Facts(vocabulary, pages.lines(given, recognised))
