"""What relates to what: an automaton over the lexemes between citations.

It reads a text once, from left to right. A *frame* is a verb with its voice and object: `outer` governs the sentence (or
the list it introduces), `inner` governs what is said of a citation within the sentence ("X được sửa đổi bởi Y, Z"). A
citation takes the frame that its own words open, else the frame it is coordinated with, else none.
"""

from dataclasses import dataclass, field, replace

from registry.law.citing import lexicon
from registry.law.citing.clauses import Lexeme
from registry.law.citing.lexicon import Kind

THIS_ACTS, ACTED_ON, BETWEEN_OTHERS = "this_acts", "acted_on", "between_others"
# Verbs by which a document acts on others in its own provisions.
_OPERATIVE = frozenset(
    {lexicon.AMENDS, lexicon.REPEALS, lexicon.REPLACES, lexicon.SUSPENDS, lexicon.CORRECTS, lexicon.CONSOLIDATES}
)
_EXPLAINING = frozenset({lexicon.GUIDES, lexicon.DETAILS})
_CONNECTORS = frozenset({Kind.COMMA, Kind.AND})
_BEFORE_OBJECT = frozenset({Kind.OF, Kind.AT, Kind.STATED_AT, Kind.PART, Kind.UNIT, Kind.VERB})


# After these a sentence is new or goes on as if they were not there.
_UNHEARD = frozenset(
    {Kind.LINK, Kind.HEADING, Kind.ITEM, Kind.STOP, Kind.SEMICOLON, Kind.COLON, Kind.OPEN, Kind.CLOSE, Kind.QUOTE}
    | {Kind.UNQUOTE}
)


_NEUTRAL = frozenset({Kind.LINK, Kind.PASSIVE, Kind.AS_FOLLOWS, Kind.AND, Kind.OF, Kind.COMMA})


@dataclass(frozen=True, slots=True)
class Frame:
    relation: str | None = None
    direction: str | None = None
    part: bool = False
    passive: bool = False
    resumable: bool = False


NOTHING = Frame()


@dataclass(slots=True)
class Verb:
    """A verb that waits for its object. `strong` ones head their sentence; `loose` ones have words between them and it."""

    relation: str
    direction: str
    passive: bool = False
    agent: bool = False
    part: bool = False
    strong: bool = False
    fresh: bool = True
    loose: bool = False
    coordinate: bool = False
    object_type: bool = False
    expires: bool = False


@dataclass(slots=True)
class State:
    """A sentence as far as it has been read."""

    outer: Frame = NOTHING
    inner: Frame | None = None
    verb: Verb | None = None
    after_citation: bool = False
    killed: bool = False
    bare: bool = True
    alias: bool = False
    last: Lexeme | None = None
    before_last: Kind | None = None
    this_subject: bool = False
    type_seen: bool = False
    unit_seen: bool = False
    listed: bool = False
    passive_tail: str = ""
    heading: bool = False
    item: bool = False
    appendix: bool = False
    started_bare: bool = True
    heads: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Relation:
    relation: str | None = None
    direction: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """What the automaton needs to know of a citation: its number, whether a provision is named, its rank among the
    types (0 the highest), whether a title follows, and whether that title says something else than what it amends."""

    canonical: str
    provision: bool
    rank: int
    titled: bool
    titled_otherwise: bool


class Automaton:
    """Feed it lexemes and citations in turn; `relations` holds what it decided so far, one for each citation."""

    def __init__(self, *, consolidated: bool, own: set[str]) -> None:
        self.relations: list[Relation] = []
        self.state = State()
        self._saved: list[tuple[str, State]] = []
        self._lists: list[tuple[int, Frame]] = []
        self._level = 0
        self._consolidated = consolidated
        self._own = own
        self._cited: list[Cited] = []
        self._done: set[tuple[str, str]] = set()

    @property
    def quoted(self) -> bool:
        return any(tag == "quote" for tag, _ in self._saved)

    def feed(self, lexeme: Lexeme) -> None:
        if lexeme.kind not in _NEUTRAL:
            _FEEDS[lexeme.kind](self, lexeme)
        if lexeme.kind not in _UNHEARD:
            state = self.state
            state.before_last, state.last = state.last.kind if state.last else None, lexeme

    def forget(self) -> None:
        """Much was left out: no sentence or list goes on."""
        quotes = [(tag, state) for tag, state in self._saved if tag == "quote"]
        self._saved, self._lists, self.state = quotes, [], State()

    # Boundaries

    def _drop_brackets(self) -> None:
        while self._saved and self._saved[-1][0] == "bracket":
            self.state = self._saved.pop()[1]

    def heading(self, lexeme: Lexeme) -> None:
        self._drop_brackets()
        self._lists, self._level = [], 0
        self.state = State(heading=True)

    def item(self, lexeme: Lexeme) -> None:
        self._drop_brackets()
        level = int(lexeme.value)
        state = self.state
        if state.heading and not state.after_citation and (frame := self._list_frame()):
            self._lists.append((0, frame))
        while self._lists and self._lists[-1][0] >= level:
            self._lists.pop()
        self._level = level
        self.state = State(outer=self._lists[-1][1] if self._lists else NOTHING, item=level <= 3)

    def stop(self, lexeme: Lexeme) -> None:
        if self._saved and self._saved[-1][0] == "bracket":
            if lexeme.value != "note":
                return
            self._drop_brackets()
        if self.state.heading and not self.state.after_citation and lexeme.value != "note":
            return
        self.state = State()

    def semicolon(self, lexeme: Lexeme) -> None:
        old = self.state
        self.state = State(
            outer=old.outer, this_subject=old.this_subject, after_citation=False, started_bare=old.started_bare
        )

    def colon(self, lexeme: Lexeme) -> None:
        frame = self._list_frame()
        state = self.state
        introduces = (
            state.listed or (frame and frame.passive) or (state.last and state.last.kind in (Kind.NOUN, Kind.TYPE))
        )
        if frame and introduces and not (state.last and state.last.kind is Kind.AS_FOLLOWS):
            if frame.passive and self._consolidated:
                self._own.update(self._cited[at].canonical for at in state.heads)
            level = 0 if state.heading else self._level
            self._lists.append((level, frame))
            self.state = State(outer=frame)
        else:
            self.state = State(outer=NOTHING if state.outer.relation != lexicon.BASIS else state.outer)

    def _list_frame(self) -> Frame | None:
        verb = self.state.verb
        if verb is None or (verb.passive and not verb.agent) or (verb.loose and not verb.strong):
            return None
        return self._frame(verb)

    def open(self, lexeme: Lexeme) -> None:
        if len(self._saved) > 40:
            return
        state = self.state
        self._saved.append(("bracket", state))
        self.state = State(
            outer=state.inner or state.outer,
            after_citation=state.after_citation,
            appendix=lexeme.value == "margin" or not state.after_citation and state.heading,
            heads=state.heads,
            type_seen=state.type_seen,
        )

    def close(self, lexeme: Lexeme) -> None:
        if self._saved and self._saved[-1][0] == "bracket":
            self.state = self._saved.pop()[1]

    def quote(self, lexeme: Lexeme) -> None:
        if len(self._saved) > 40:
            return
        self._saved.append(("quote", self.state))
        self.state = State()

    def unquote(self, lexeme: Lexeme) -> None:
        if not self.quoted:
            return
        tag = ""
        while tag != "quote":
            tag, self.state = self._saved.pop()

    # Words

    def verb(self, lexeme: Lexeme) -> None:
        relation, state = lexeme.value, self.state
        passive = state.last is not None and state.last.kind is Kind.PASSIVE
        if relation == lexicon.BASIS:
            self._basis(lexeme)
        elif self._goes_on(relation, passive=passive):
            pass
        elif relation == lexicon.ISSUES_WITH:
            self._issue(lexeme)
        elif passive:
            state.verb = Verb(relation, self._passive_direction(relation), passive=True)
            state.verb.part = self._subject_is_unit()
            if state.after_citation:
                state.passive_tail = relation
        else:
            state.verb = self._active(lexeme)

    def _goes_on(self, relation: str, *, passive: bool) -> bool:
        """Of several verbs in a row the first decides; "quy định chi tiết ..., hướng dẫn" are such a row too."""
        verb = self.state.verb
        if verb is None or passive:
            return False
        if verb.fresh and relation != lexicon.ISSUES_WITH:
            return True
        return relation in _EXPLAINING and verb.relation in _EXPLAINING and not verb.passive and not verb.object_type

    def _basis(self, lexeme: Lexeme) -> None:
        state = self.state
        if lexeme.capital and not self._inside_sentence() and not self.state.item:
            self._drop_brackets()
            if self._lists and self._lists[-1][1].passive:
                self._lists.pop()
            self.state = State(verb=Verb(lexicon.BASIS, THIS_ACTS, strong=True))
        else:
            state.bare = False

    def _inside_sentence(self) -> bool:
        last = self.state.last
        return last is not None and last.kind in _CONNECTORS | {Kind.OF, Kind.AT, Kind.LINK}

    def _issue(self, lexeme: Lexeme) -> None:
        state = self.state
        verb = state.verb
        if verb is not None and not verb.passive and verb.relation != lexicon.BASIS:
            verb.part, verb.loose = True, False
            return
        appendix = state.appendix and (state.last is None or state.last.kind in (Kind.PASSIVE, Kind.ISSUE))
        state.verb = Verb(lexicon.ISSUES_WITH, ACTED_ON if appendix else BETWEEN_OTHERS)
        state.verb.part = False
        state.killed = False

    def _passive_direction(self, relation: str) -> str:
        """ "Văn bản này được hợp nhất từ" speaks of what this document does, "Khoản này được sửa đổi" of what is done to it."""
        state = self.state
        if relation == lexicon.CONSOLIDATES:
            return THIS_ACTS
        if state.before_last is Kind.THIS:
            return ACTED_ON
        if state.after_citation or state.type_seen or not (self._consolidated and state.unit_seen):
            return BETWEEN_OTHERS
        return ACTED_ON

    def _subject_is_unit(self) -> bool:
        return not self.state.after_citation and not self.state.type_seen and self.state.unit_seen

    def _active(self, lexeme: Lexeme) -> Verb:
        state, last = self.state, self.state.last
        relation = lexeme.value
        if state.after_citation:
            joined = last is not None and last.kind in _CONNECTORS
            ours = state.outer.direction == THIS_ACTS and state.outer.relation in _OPERATIVE
            if joined and relation in _OPERATIVE and (ours or state.this_subject):
                return Verb(relation, THIS_ACTS, strong=True, coordinate=True)
            return Verb(relation, BETWEEN_OTHERS)
        if lexeme.capital and self._starts_line():
            state.bare = True
            return Verb(relation, THIS_ACTS, strong=True)
        if last is not None and last.kind in (Kind.TYPE, Kind.NOUN, Kind.TITLE):
            return self._after_noun(lexeme)
        if state.bare or (last is not None and last.kind is Kind.THIS) or state.this_subject:
            return Verb(relation, THIS_ACTS, strong=state.bare or state.this_subject)
        return Verb(relation, BETWEEN_OTHERS)

    def _starts_line(self) -> bool:
        """A heading's line has ended without a full stop, and the sentence under it starts with its verb."""
        state, last = self.state, self.state.last
        if last is None or last.kind in _CONNECTORS | {Kind.TITLE}:
            return False
        return last.kind is not Kind.TYPE or (state.heading and state.verb is not None)

    def _after_noun(self, lexeme: Lexeme) -> Verb:
        state, last = self.state, self.state.last
        assert last is not None
        issued = state.before_last is Kind.ISSUE or last.kind is Kind.TITLE
        alone = state.before_last is None and state.outer is NOTHING and last.kind is Kind.TYPE
        law = last.value in ("Luật", "Bộ luật", "Pháp lệnh")
        if issued and last.kind is not Kind.NOUN or (alone and (lexeme.capital or not law)):
            return Verb(lexeme.value, THIS_ACTS, strong=True)
        return Verb(lexeme.value, BETWEEN_OTHERS, strong=True)

    def expires(self, lexeme: Lexeme) -> None:
        state = self.state
        if state.after_citation:
            self._settle(lexicon.REPEALS)
        else:
            state.verb = Verb(lexicon.REPEALS, THIS_ACTS, strong=True, expires=True)

    def _settle(self, relation: str) -> None:
        """The verb stands after what it speaks of: "Thông tư số X hết hiệu lực"."""
        direction = BETWEEN_OTHERS if self.quoted else THIS_ACTS
        for at in self.state.heads:
            if self.relations[at].relation is None:
                cited = self._cited[at]
                part = cited.provision or self.relations[at].scope == "part"
                self.relations[at] = Relation(relation, direction, "part" if part else "whole")

    def this(self, lexeme: Lexeme) -> None:
        state, last = self.state, self.state.last
        if last is None:
            return
        if last.kind is Kind.TYPE and state.after_citation and state.passive_tail:
            self._settle(state.passive_tail)
            state.passive_tail = ""
        if last.kind is Kind.TYPE and not state.killed and not state.after_citation:
            state.this_subject = True
        verb = state.verb
        if verb and last.kind in (Kind.TYPE, Kind.UNIT) and not (verb.part or verb.expires):
            state.verb = None
        if last.kind is Kind.TYPE:
            state.type_seen = False

    def _becomes_passive(self) -> None:
        """ "X (sửa đổi, bổ sung bởi Y)": the passive is left out, the agent follows at once."""
        state = self.state
        verb = state.verb
        if verb and verb.fresh and state.after_citation and verb.direction == BETWEEN_OTHERS and not verb.passive:
            verb.passive = verb.relation in _OPERATIVE

    def by(self, lexeme: Lexeme) -> None:
        self._becomes_passive()
        if (verb := self.state.verb) and verb.passive:
            verb.agent, verb.fresh = True, False
        elif verb is None:
            self.state.bare = False

    def according(self, lexeme: Lexeme) -> None:
        self._becomes_passive()
        state = self.state
        if state.verb and state.verb.passive and not state.verb.loose:
            state.verb.agent, state.verb.fresh = True, False
        else:
            state.verb, state.killed, state.bare = None, True, False

    def at(self, lexeme: Lexeme) -> None:
        self._becomes_passive()
        state = self.state
        verb = state.verb
        if verb is None:
            state.killed = True
            if not self._last_is(Kind.PART):
                state.bare = False
        elif verb.passive and not verb.loose:
            verb.agent, verb.fresh = True, False
        elif verb.passive or (verb.relation in _EXPLAINING and not self._last_is(Kind.PART)):
            state.verb, state.killed = None, True
        elif verb.relation != lexicon.BASIS:
            verb.fresh = False

    def stated_at(self, lexeme: Lexeme) -> None:
        self._becomes_passive()
        verb = self.state.verb
        if verb and not verb.passive and verb.relation in _OPERATIVE and (verb.strong or not verb.loose):
            verb.part, verb.fresh = True, False
        else:
            self.at(lexeme)

    def _last_is(self, kind: Kind) -> bool:
        return self.state.last is not None and self.state.last.kind is kind

    def part(self, lexeme: Lexeme) -> None:
        self.state.unit_seen = True
        if verb := self.state.verb:
            verb.part, verb.fresh = True, False

    def name_alias(self, lexeme: Lexeme) -> None:
        self.state.alias = True

    def type_(self, lexeme: Lexeme) -> None:
        state = self.state
        state.type_seen = True
        if state.verb:
            state.verb.fresh = False
            state.verb.object_type = True

    def noun(self, lexeme: Lexeme) -> None:
        if verb := self.state.verb:
            verb.fresh = False

    def unit(self, lexeme: Lexeme) -> None:
        self.state.unit_seen = True
        if verb := self.state.verb:
            verb.fresh = False

    def in_force(self, lexeme: Lexeme) -> None:
        state = self.state
        if state.verb and not state.verb.expires:
            state.verb = None
        if not state.after_citation:
            state.bare = False

    def list_follows(self, lexeme: Lexeme) -> None:
        self.state.listed = True
        if verb := self.state.verb:
            verb.fresh = False

    def other(self, lexeme: Lexeme) -> None:
        state = self.state
        state.bare = False
        verb = state.verb
        if verb is None:
            return
        if verb.relation == lexicon.ISSUES_WITH or (verb.passive and not verb.object_type):
            state.verb = None
        elif not verb.object_type:
            if not verb.strong and verb.relation in _EXPLAINING:
                state.verb = None
            verb.loose = True
        verb.fresh = False

    def title(self, lexeme: Lexeme) -> None:
        self.heading(lexeme)

    # Citations

    def cite(self, cited: Cited) -> None:
        at = len(self.relations)
        self._cited.append(cited)
        frame = NOTHING if self.state.alias else self._governing(cited)
        frame = self._as_own(frame, cited)
        self.relations.append(self._relation(frame, cited))
        if frame.direction == THIS_ACTS and frame.relation in _OPERATIVE:
            self._done.add((str(frame.relation), cited.canonical))
        state = self.state
        if not state.alias and state.started_bare and (state.bare or state.after_citation) and not state.inner:
            if frame.relation is None:
                state.heads.append(at)
        state.after_citation = True
        state.verb, state.killed, state.last, state.before_last = None, False, None, None
        state.bare, state.type_seen, state.listed, state.passive_tail = True, False, False, ""

    def _governing(self, cited: Cited) -> Frame:
        state = self.state
        verb = self._usable_verb(cited)
        if verb is not None:
            frame = self._frame(verb, cited)
            if state.after_citation and not verb.coordinate:
                state.inner = replace(frame, resumable=len(self._cited) > 1 and self._cited[-2].titled)
            else:
                state.outer, state.inner = frame, None
            return frame
        if state.after_citation:
            return self._coordinated(cited)
        if state.bare and not state.killed:
            return state.outer
        if not state.bare:
            state.started_bare = False
        part = state.bare and state.killed
        if state.outer.relation == lexicon.BASIS:
            state.inner = NOTHING
        else:
            state.outer, state.inner = NOTHING, None
        return Frame(part=part)

    def _usable_verb(self, cited: Cited) -> Verb | None:
        state, verb = self.state, self.state.verb
        if verb is None or (verb.passive and not verb.agent):
            return None
        last = state.last.kind if state.last else None
        if verb.relation in _EXPLAINING and verb.loose and not verb.object_type and last not in _BEFORE_OBJECT:
            return None
        glued = last in _CONNECTORS
        if state.after_citation and glued and not verb.passive:
            if verb.loose and not verb.object_type:
                return None
            if verb.relation in _EXPLAINING and last is Kind.AND:
                subject = self._cited[len(self._cited) - 2].rank if len(self._cited) > 1 else 0
                if cited.rank >= subject:
                    return None
        return verb

    def _coordinated(self, cited: Cited) -> Frame:
        state = self.state
        last = state.last
        if last is None or last.kind not in _CONNECTORS | {Kind.SEMICOLON} or state.before_last is Kind.THIS:
            state.inner = NOTHING
            return NOTHING
        if state.inner is None:
            return state.outer
        if state.inner.passive and self._resumes(state.inner, last.kind, cited):
            state.inner = None
            return state.outer
        return state.inner

    def _resumes(self, chain: Frame, connector: Kind, cited: Cited) -> bool:
        """Whether "X được sửa đổi bởi Y và Z" goes back to what X is in: Z has a title of its own though X has had its
        title, or names a provision though Y did not."""
        if cited.provision and not self._cited[-2].provision:
            return True
        return connector is Kind.AND and cited.titled_otherwise and chain.resumable

    def _frame(self, verb: Verb, cited: Cited | None = None) -> Frame:
        direction = verb.direction
        if cited and not self.state.after_citation and (verb.relation, cited.canonical) in self._done:
            direction = THIS_ACTS  # "trong thời gian ngưng hiệu lực của X", which this document suspends
        if self.quoted and direction in (THIS_ACTS, ACTED_ON):
            direction = BETWEEN_OTHERS
        return Frame(verb.relation, direction, verb.part, verb.passive)

    def _as_own(self, frame: Frame, cited: Cited) -> Frame:
        if frame.relation == lexicon.ISSUES_WITH and cited.canonical in self._own and not self.quoted:
            return replace(frame, direction=ACTED_ON)
        return frame

    def _relation(self, frame: Frame, cited: Cited) -> Relation:
        if frame.relation is None:
            return Relation(scope="part") if frame.part else Relation()
        part = frame.part or cited.provision
        if frame.relation == lexicon.BASIS or frame.direction == ACTED_ON and frame.relation == lexicon.ISSUES_WITH:
            part = False
        return Relation(frame.relation, frame.direction, "part" if part else "whole")


_FEEDS = {
    Kind.VERB: Automaton.verb,
    Kind.EXPIRES: Automaton.expires,
    Kind.BY: Automaton.by,
    Kind.ACCORDING: Automaton.according,
    Kind.AT: Automaton.at,
    Kind.STATED_AT: Automaton.stated_at,
    Kind.PART: Automaton.part,
    Kind.ALIAS: Automaton.name_alias,
    Kind.THIS: Automaton.this,
    Kind.TYPE: Automaton.type_,
    Kind.NOUN: Automaton.noun,
    Kind.UNIT: Automaton.unit,
    Kind.ISSUE: Automaton.noun,
    Kind.IN_FORCE: Automaton.in_force,
    Kind.LISTED: Automaton.list_follows,
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
    Kind.OTHER: Automaton.other,
}
