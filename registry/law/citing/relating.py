"""What relates to what: an automaton over the lexemes between citations.

It reads a text once, from left to right. A *frame* is a verb with its voice and object: `outer` governs the sentence (or
the list it introduces), `inner` governs what is said of a citation within the sentence ("X được sửa đổi bởi Y, Z"). A
citation takes the frame that its own words open, else the frame it is coordinated with, else none.
"""

from collections.abc import Callable
from dataclasses import replace

from registry.law.citing import lexicon
from registry.law.citing.clauses import Lexeme
from registry.law.citing.frames import (
    ACTED_ON,
    BETWEEN_OTHERS,
    CONNECTORS,
    EXPLAINING,
    NOTHING,
    OPERATIVE,
    THIS_ACTS,
    Cited,
    Frame,
    Relation,
    State,
    Verb,
)
from registry.law.citing.lexicon import Kind
from registry.law.citing.sentences import Sentence

_BEFORE_OBJECT = frozenset({Kind.OF, Kind.AT, Kind.STATED_AT, Kind.PART, Kind.UNIT, Kind.VERB})
_BRACKET, _QUOTE = "bracket", "quote"
# Deeper than any text that means it; beyond, marks are passed by.
_DEEPEST = 40


class Automaton(Sentence):
    """Feed it lexemes and citations in turn; `relations` holds what it decided so far, one for each citation. `own` are
    the numbers of the document itself; those that a consolidated text turns out to consolidate are added to it.
    """

    def __init__(self, *, consolidated: bool, own: set[str]) -> None:
        super().__init__(consolidated=consolidated)
        self._own = own
        self._saved: list[tuple[str, State]] = []
        self._lists: list[tuple[int, Frame]] = []
        self._level = 0
        self._done: set[tuple[str, str]] = set()

    @property
    def quoted(self) -> bool:
        return any(tag == _QUOTE for tag, _ in self._saved)

    def feed(self, lexeme: Lexeme) -> None:
        if turn := _TURNS.get(lexeme.kind):
            turn(self, lexeme)
        elif lexeme.kind is not Kind.LINE:
            self.hear(lexeme)
        self.state.line = lexeme.kind is Kind.LINE

    def forget(self) -> None:
        """Much was left out: no sentence or list goes on."""
        self._saved = [(tag, state) for tag, state in self._saved if tag == _QUOTE]
        self._lists, self.state = [], State()

    # Sentences, items and headings

    def heading(self, _: Lexeme) -> None:
        self._drop_brackets()
        self._lists, self._level = [], 0
        self.state = State(heading=True)

    def title(self, lexeme: Lexeme) -> None:
        self.heading(lexeme)
        self.state.last, self.state.last_value = Kind.TITLE, lexeme.value

    def item(self, lexeme: Lexeme) -> None:
        """An item goes on with the list that a heading or a colon above it has opened, unless it stands higher."""
        self._drop_brackets()
        self._level, state = int(lexeme.value), self.state
        if state.heading and not state.after_citation and (frame := self._list_frame()):
            self._lists.append((0, frame))
        while self._lists and self._lists[-1][0] >= self._level:
            self._lists.pop()
        outer = self._lists[-1][1] if self._lists else NOTHING
        self.state = State(outer=outer, item=self._level <= 3, from_list=bool(self._lists))

    def stop(self, lexeme: Lexeme) -> None:
        """A full stop within brackets or a heading ends nothing; a footnote ends everything."""
        note = lexeme.value == "note"
        if not note and (self._in_bracket() or (self.state.heading and not self.state.after_citation)):
            return
        self._drop_brackets()
        self.state = State()

    def semicolon(self, _: Lexeme) -> None:
        old = self.state
        self.state = State(outer=old.outer, this_subject=old.this_subject, began_bare=old.began_bare)

    def colon(self, _: Lexeme) -> None:
        frame, state = self._list_frame(), self.state
        named = state.list_follows or state.last in {Kind.NOUN, Kind.TYPE, Kind.VERB}
        if frame and state.last is not Kind.AS_FOLLOWS and (named or frame.passive):
            if frame.passive and self._consolidated:
                self._own.update(self._cited[at].canonical for at in state.heads)
            self._lists.append((0 if state.heading else self._level, frame))
            self.state = State(outer=frame, from_list=True)
        else:
            self.state = State(outer=state.outer if state.outer.relation == lexicon.BASIS else NOTHING)

    def begin_basis(self) -> None:
        self._drop_brackets()
        if self._lists and self._lists[-1][1].passive:
            self._lists.pop()
        super().begin_basis()

    def _list_frame(self) -> Frame | None:
        verb = self.state.verb
        if verb is None or not verb.complete or (verb.loose and not verb.strong):
            return None
        return self._frame(verb)

    # Brackets and quotations

    def open(self, lexeme: Lexeme) -> None:
        state = self.state
        if len(self._saved) < _DEEPEST:
            self._saved.append((_BRACKET, state))
            self.state = State(
                outer=state.inner or state.outer,
                after_citation=state.after_citation,
                appendix=lexeme.value == "margin" or (state.heading and not state.after_citation),
                heads=state.heads,
                type_seen=state.type_seen,
            )

    def close(self, _: Lexeme) -> None:
        if self._in_bracket():
            self.state = self._saved.pop()[1]

    def quote(self, _: Lexeme) -> None:
        if len(self._saved) < _DEEPEST:
            self._saved.append((_QUOTE, self.state))
            self.state = State()

    def unquote(self, _: Lexeme) -> None:
        if self.quoted:
            self._drop_brackets()
            self.state = self._saved.pop()[1]

    def _in_bracket(self) -> bool:
        return bool(self._saved) and self._saved[-1][0] == _BRACKET

    def _drop_brackets(self) -> None:
        while self._in_bracket():
            self.state = self._saved.pop()[1]

    # Citations

    def cite(self, cited: Cited) -> None:
        state = self.state
        self._cited.append(cited)
        frame = NOTHING if state.alias else self._as_own(self._governing(cited), cited)
        self.relations.append(self._relation(frame, cited))
        if frame.direction == THIS_ACTS and frame.relation in OPERATIVE:
            self._done.add((str(frame.relation), cited.canonical))
        head = not state.alias and state.began_bare and (state.bare or state.after_citation) and not state.inner
        waits = frame.relation in {None, lexicon.ISSUES_WITH}
        state.after(len(self.relations) - 1 if head and waits else None)

    def _governing(self, cited: Cited) -> Frame:
        state = self.state
        verb = self._usable_verb(cited)
        if verb is not None and self._names_its_law(verb):
            return state.outer
        if verb is not None:
            return self._by_verb(verb, cited)
        if state.after_citation:
            return self._coordinated(cited)
        if state.bare and not state.lost:
            return state.outer
        if state.from_list and state.outer.relation is not None:
            return replace(state.outer, part=True)  # "Các nội dung về … tại X" is what the list names, too
        return self._mention()

    def _names_its_law(self, verb: Verb) -> bool:
        """In "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật A, Luật B số …": the number is the amending law's own."""
        state = self.state
        amends = verb.relation == lexicon.AMENDS and verb.typed and not state.after_citation
        return amends and state.outer.relation == lexicon.BASIS

    def _by_verb(self, verb: Verb, cited: Cited) -> Frame:
        state = self.state
        frame = self._frame(verb, cited)
        if state.after_citation and not verb.goes_on:
            subject = self._cited[-2]
            state.inner = replace(frame, titled=subject.titled, provided=subject.provision)
        else:
            state.outer, state.inner = frame, None
        return frame

    def _mention(self) -> Frame:
        """Nothing is said of it, but "các quy định tại X" may still expire at the sentence's end."""
        state = self.state
        state.began_bare = state.began_bare and state.bare
        if state.outer.relation == lexicon.BASIS:
            state.inner = NOTHING
        else:
            state.outer, state.inner = NOTHING, None
        return Frame(part=state.bare and state.lost)

    def _usable_verb(self, cited: Cited) -> Verb | None:
        """The verb that waits, unless words between it and the citation show that it has its object already."""
        state, verb = self.state, self.state.verb
        if verb is None or verb.expires or not verb.complete:
            return None
        detached = verb.loose and not verb.typed
        if verb.relation in EXPLAINING and detached and state.last not in _BEFORE_OBJECT:
            return None
        if not state.after_citation or state.last not in CONNECTORS or verb.passive:
            return verb
        return None if detached or self._explains_in_vain(verb, cited) else verb

    def _explains_in_vain(self, verb: Verb, cited: Cited) -> bool:
        """Whether "X quy định chi tiết Luật A và Y" names two documents and not two objects: only a lower document
        details or guides a higher one.
        """
        joined = verb.relation in EXPLAINING and self.state.last is Kind.AND
        return joined and cited.rank >= self._cited[-2].rank

    def _coordinated(self, cited: Cited) -> Frame:
        state = self.state
        if state.last not in CONNECTORS or state.before_last is Kind.THIS:
            state.inner = NOTHING
        elif state.inner is not None and self._resumes(state.inner, cited):
            state.inner = None
        return state.outer if state.inner is None else state.inner

    def _resumes(self, chain: Frame, cited: Cited) -> bool:
        """Whether "X được sửa đổi bởi Y và Z" goes back to what X is in: Z has a title of its own though X has had its
        title, or names a provision, as X did though Y did not.
        """
        if not chain.passive:
            return False
        if cited.provision and chain.provided and not self._cited[-2].provision:
            return True
        return self.state.last is Kind.AND and cited.titled_otherwise and chain.titled

    def _frame(self, verb: Verb, cited: Cited | None = None) -> Frame:
        direction = verb.direction
        if cited and not self.state.after_citation and (verb.relation, cited.canonical) in self._done:
            direction = THIS_ACTS  # "trong thời gian ngưng hiệu lực của X", which this document suspends
        if self.quoted:
            direction = BETWEEN_OTHERS
        return Frame(verb.relation, direction, verb.part, verb.passive)

    def _as_own(self, frame: Frame, cited: Cited) -> Frame:
        if frame.relation == lexicon.ISSUES_WITH and cited.canonical in self._own and not self.quoted:
            return replace(frame, direction=ACTED_ON)
        return frame

    @staticmethod
    def _relation(frame: Frame, cited: Cited) -> Relation:
        if frame.relation is None:
            return Relation(scope="part" if frame.part else None)
        whole = frame.relation == lexicon.BASIS or (
            frame.relation == lexicon.ISSUES_WITH and frame.direction == ACTED_ON
        )
        part = not whole and (frame.part or cited.provision)
        return Relation(frame.relation, frame.direction, "part" if part else "whole")


_TURNS: dict[Kind, Callable[[Automaton, Lexeme], None]] = {
    Kind.SEMICOLON: Automaton.semicolon,
    Kind.COLON: Automaton.colon,
    Kind.STOP: Automaton.stop,
    Kind.OPEN: Automaton.open,
    Kind.CLOSE: Automaton.close,
    Kind.QUOTE: Automaton.quote,
    Kind.UNQUOTE: Automaton.unquote,
    Kind.HEADING: Automaton.heading,
    Kind.ITEM: Automaton.item,
    Kind.TITLE: Automaton.title,
}
