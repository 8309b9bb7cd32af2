"""Citations: every document that a running text names by number, with what the text says of it.

The stages: blank what the page adds, match quotation marks, find number-shaped tokens, read the words between them. Each
character is read a bounded number of times, so the work is linear in the text, whatever it holds. Nothing here raises.
Citation form: Luật 80/2015/QH13 Art. 8; NĐ 34/2016/NĐ-CP Art. 75; NĐ 30/2020/NĐ-CP Annex I.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.law.citing import clauses, naming, pages, provisions, quotes, shapes
from registry.law.citing.clauses import Clause
from registry.law.citing.frames import Cited
from registry.law.citing.lexicon import Kind
from registry.law.citing.naming import After, TypeBefore
from registry.law.citing.provisions import Provision
from registry.law.citing.relating import Automaton
from registry.law.citing.shapes import Mention
from registry.law.numbers import Number
from registry.law.vocabulary import Vocabulary

__all__ = ["Citation", "as_json", "find"]


@dataclass(frozen=True, slots=True)
class Citation:
    """`start` and `end` are offsets in code points of the number alone as written, `text` is what stands between them.

    `type` is the type's name as the tables print it, where the text states it; `issuer` and `provision` are as written,
    with single spaces. `relation` is one of basis, amends, repeals, replaces, guides, details, consolidates, corrects,
    suspends, issues_with; `direction` this_acts, acted_on or between_others; `scope` whole or part; None for a mention.
    """

    start: int
    end: int
    text: str
    number: Number
    canonical: str
    type: str | None
    date: date | None
    issuer: str | None
    provision: str | None
    relation: str | None
    direction: str | None
    scope: str | None


def find(text: str, vocabulary: Vocabulary | None = None) -> list[Citation]:
    """Every citation in `text`, in order. Raises nothing."""
    return list(Reading(text, vocabulary or Vocabulary.shipped()).citations())


class Reading:
    """One text being read. `steps` counts the tokens visited, so that a test can see that the work is linear."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.steps = 0
        self._text = text
        self._vocabulary = vocabulary
        self._plain = quotes.matched(pages.blanked(text))

    def citations(self) -> Iterator[Citation]:
        mentions = list(shapes.mentions(self._plain, self._vocabulary))
        cited = [mention for mention in mentions if not mention.own]
        if not cited:
            return
        own = {mention.number.canonical for mention in mentions if mention.own}
        named = list(self._named(cited))
        automaton = self._automaton(own)
        for one, following in zip(named, [*named[1:], None], strict=True):
            one.tell(automaton)
            if following is None:
                self._finish(automaton, one.mention.end)
        for one, relation in zip(named, automaton.relations, strict=True):
            yield one.citation(self._text, relation.relation, relation.direction, relation.scope)

    def _automaton(self, own: set[str]) -> Automaton:
        ends = self._text[:3000] + self._text[-4000:]
        consolidated = "HỢP NHẤT" in ends or any("/VBHN" in number for number in own)
        return Automaton(consolidated=consolidated, own=own)

    def _named(self, mentions: list[Mention]) -> Iterator["_Named"]:
        end = 0
        known: TypeBefore | None = None
        for at, mention in enumerate(mentions):
            clause = clauses.read(self._plain, end, mention.start, self._vocabulary)
            self.steps += len(clause.tokens)
            limit = mentions[at + 1].start if at + 1 < len(mentions) else len(self._plain)
            one = self._name(mention, clause, limit, known)
            known, end = one.type, mention.end
            yield one

    def _name(self, mention: Mention, clause: Clause, limit: int, previous: TypeBefore | None) -> "_Named":
        kind = naming.type_before(clause, mention.number, self._vocabulary)
        if kind.name is None and previous is not None and self._same_kind(mention, clause, previous):
            kind = TypeBefore(previous.name, naming.before_label(clause.tokens))
        after = naming.after(self._plain[mention.end : min(limit, mention.end + 420)], self._vocabulary)
        return _Named(mention, clause, kind, provisions.before(clause.tokens, kind.at), after)

    def _same_kind(self, mention: Mention, clause: Clause, previous: TypeBefore) -> bool:
        """In "Tờ trình số 1/TTr-BCT ngày …, số 2/TTr-BCT": what the first one is, the second one is too."""
        at = naming.before_label(clause.tokens)
        joined = at > 0 and clause.tokens[at - 1].lower() in {",", "và", "hoặc", ";"}
        kinds = self._vocabulary.types_by_symbol.get(mention.number.type or "", ())
        return joined and any(kind.name == previous.name for kind in kinds)

    def _finish(self, automaton: Automaton, end: int) -> None:
        """What follows the last citation may still speak of it: "hết hiệu lực kể từ ngày …"."""
        clause = clauses.read(self._plain, end, min(len(self._plain), end + 700), self._vocabulary)
        self.steps += len(clause.tokens)
        for lexeme in clause.lexemes:
            automaton.feed(lexeme)


_RANKS = {"Hiến pháp": 0, "Luật": 1, "Bộ luật": 1, "Pháp lệnh": 2, "Nghị quyết": 2, "Nghị định": 3, "Quyết định": 3}


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention with the words around it."""

    mention: Mention
    clause: Clause
    type: TypeBefore
    provision: Provision | None
    after: After

    def tell(self, automaton: Automaton) -> None:
        """The automaton reads the words before the number, but for those that name its type and provision."""
        start, end = (self.provision.start, self.provision.end) if self.provision else (self.type.at, self.type.at)
        for at, lexeme in enumerate(self.clause.lexemes):
            if self.clause.cut and at == self.clause.cut:
                automaton.forget()
            attached = end <= lexeme.start and lexeme.end <= self.type.at and lexeme.kind is Kind.VERB
            if lexeme.end <= start or attached:
                automaton.feed(lexeme)
        automaton.cite(
            Cited(
                self.mention.number.canonical,
                self.provision is not None,
                _RANKS.get(self.type.name or "", 4),
                self.after.titled,
                self.after.titled_otherwise,
            )
        )

    def citation(self, text: str, relation: str | None, direction: str | None, scope: str | None) -> Citation:
        mention = self.mention
        return Citation(
            start=mention.start,
            end=mention.end,
            text=text[mention.start : mention.end],
            number=mention.number,
            canonical=mention.number.canonical,
            type=self.type.name,
            date=self.after.date,
            issuer=self.after.issuer,
            provision=self.provision.text if self.provision else None,
            relation=relation,
            direction=direction,
            scope=scope if relation else None,
        )


def as_json(citation: Citation) -> dict[str, Any]:
    """One line of `registry cite`."""
    return {
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "canonical": citation.canonical,
        "type": citation.type,
        "date": citation.date.isoformat() if citation.date else None,
        "issuer": citation.issuer,
        "provision": citation.provision,
        "relation": citation.relation,
        "direction": citation.direction,
        "scope": citation.scope,
    }
