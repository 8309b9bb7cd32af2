"""Reading the words of one sentence: which verb waits for an object, who acts, and what takes the object away."""

from collections.abc import Callable

from registry.law.citing import lexicon
from registry.law.citing.clauses import Lexeme
from registry.law.citing.frames import (
    ACTED_ON,
    BETWEEN_OTHERS,
    CONNECTORS,
    EXPLAINING,
    OPERATIVE,
    THIS_ACTS,
    Cited,
    Frame,
    Relation,
    State,
    Verb,
)
from registry.law.citing.lexicon import Kind

_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


class Sentence:
    """The sentence being read, with what was cited and decided before it."""

    def __init__(self, *, consolidated: bool) -> None:
        self.relations: list[Relation] = []
        self.state = State()
        self._cited: list[Cited] = []
        self._consolidated = consolidated

    @property
    def quoted(self) -> bool:
        return False

    def hear(self, lexeme: Lexeme) -> None:
        if lexeme.kind is Kind.VERB:
            self._hear_verb(lexeme)
        elif handle := _WORDS.get(lexeme.kind):
            handle(self)
        state = self.state
        state.before_last, state.last, state.last_value = state.last, lexeme.kind, lexeme.value

    # Verbs

    def _hear_verb(self, lexeme: Lexeme) -> None:
        relation, state = lexeme.value, self.state
        passive = state.last is Kind.PASSIVE
        state.verb_seen |= state.after_citation and state.last not in CONNECTORS
        if relation == lexicon.BASIS:
            self._hear_basis(lexeme)
        elif self._goes_on(relation, passive=passive):
            return
        elif relation == lexicon.ISSUES_WITH:
            self._hear_issued()
        elif passive:
            self._hear_passive(relation)
        else:
            if state.verb and state.verb.relation == lexicon.BASIS:
                state.outer = Frame(lexicon.BASIS, BETWEEN_OTHERS if self.quoted else THIS_ACTS)
            state.verb = self._active(lexeme)

    def _goes_on(self, relation: str, *, passive: bool) -> bool:
        """Of several verbs in a row the first decides; "quy định chi tiết …, hướng dẫn" are such a row too."""
        verb = self.state.verb
        if verb is None or passive:
            return False
        if verb.fresh and relation != lexicon.ISSUES_WITH:
            return True
        return {relation, verb.relation} <= EXPLAINING and not verb.passive and not verb.typed

    def _hear_basis(self, lexeme: Lexeme) -> None:
        """Acts rest on others in lines that start with "Căn cứ"; in an item or in a sentence it is any other ground."""
        state = self.state
        inside = state.last in CONNECTORS | {Kind.OF, Kind.AT}
        if lexeme.capital and not inside and not state.item:
            self.begin_basis()
            self.state.verb = Verb(lexicon.BASIS, THIS_ACTS, strong=True)
        else:
            state.bare = False

    def begin_basis(self) -> None:
        self.state = State()

    def _hear_issued(self) -> None:
        """In "ban hành kèm theo": under another verb it only says that a part of the document is meant."""
        state, verb = self.state, self.state.verb
        if verb is not None and not verb.passive and verb.relation != lexicon.BASIS:
            verb.part, verb.loose = True, False
            return
        heads_appendix = state.appendix and state.last in {None, Kind.PASSIVE, Kind.ISSUE}
        state.verb = Verb(lexicon.ISSUES_WITH, ACTED_ON if heads_appendix else BETWEEN_OTHERS)
        state.lost = False

    def _hear_passive(self, relation: str) -> None:
        state = self.state
        of_unit = state.unit_seen and not state.after_citation and not state.type_seen
        state.verb = Verb(relation, self._passive_direction(relation), passive=True, part=of_unit)
        if state.after_citation:
            state.passive_tail = relation

    def _passive_direction(self, relation: str) -> str:
        """What "Văn bản này được hợp nhất từ X" says is what this document does, "Khoản này được sửa đổi" what is done to it."""
        state = self.state
        if relation == lexicon.CONSOLIDATES:
            return THIS_ACTS
        if state.before_last is Kind.THIS:
            return ACTED_ON
        other = state.after_citation or state.type_seen
        return ACTED_ON if self._consolidated and state.unit_seen and not other else BETWEEN_OTHERS

    def _active(self, lexeme: Lexeme) -> Verb:
        state, relation = self.state, lexeme.value
        if state.after_citation:
            ours = state.last in CONNECTORS and relation in OPERATIVE and self._we_go_on(relation)
            return Verb(relation, THIS_ACTS, strong=True, goes_on=True) if ours else Verb(relation, BETWEEN_OTHERS)
        if self._begins(lexeme):
            state.bare = True
            return Verb(relation, THIS_ACTS, strong=True)
        if state.last in {Kind.TYPE, Kind.NOUN, Kind.TITLE}:
            return self._of_document(lexeme)
        if state.bare or state.this_subject:
            return Verb(relation, THIS_ACTS, strong=True)
        return Verb(relation, THIS_ACTS if state.last is Kind.THIS else BETWEEN_OTHERS)

    def _we_go_on(self, relation: str) -> bool:
        """Whether a verb after a citation is this document's again ("thay thế X, bãi bỏ Y") and not part of a title."""
        state = self.state
        if relation == lexicon.AMENDS and (state.verb_seen or state.from_list or state.last is Kind.AND):
            return False
        return state.this_subject or (state.outer.direction == THIS_ACTS and state.outer.relation in OPERATIVE)

    def _begins(self, lexeme: Lexeme) -> bool:
        """A heading's line has ended without a full stop, and the sentence under it starts with its verb. Papers are
        amended too ("thủ tục Sửa đổi giấy phép"), so that verb must stand at the line's start.
        """
        state = self.state
        if state.last is None or state.last in CONNECTORS | {Kind.TITLE}:
            return False
        legislates = lexeme.value in OPERATIVE - {lexicon.AMENDS}
        if not (state.line or (lexeme.capital and legislates)):
            return False
        return state.last is not Kind.TYPE or (state.heading and state.verb is not None)

    def _of_document(self, lexeme: Lexeme) -> Verb:
        """After "Thông tư", "văn bản": the document being issued, or others that are named by what they do."""
        state = self.state
        issued = state.last is Kind.TITLE or (state.last is Kind.TYPE and state.before_last is Kind.ISSUE)
        alone = state.last is Kind.TYPE and state.before_last is None and state.outer.relation is None
        ours = issued or (alone and (lexeme.capital or state.last_value not in _LAWS))
        return Verb(lexeme.value, THIS_ACTS if ours else BETWEEN_OTHERS, strong=True)

    def hear_expiry(self) -> None:
        if self.state.after_citation:
            self._settle(lexicon.REPEALS)
        else:
            self.state.verb = Verb(lexicon.REPEALS, THIS_ACTS, strong=True, expires=True)

    def _settle(self, relation: str) -> None:
        """The verb stands after what it speaks of: "Thông tư số X hết hiệu lực"."""
        direction = BETWEEN_OTHERS if self.quoted else THIS_ACTS
        for at in self.state.heads:
            if self.relations[at].relation in {None, lexicon.ISSUES_WITH}:
                part = self._cited[at].provision or self.relations[at].scope == "part"
                self.relations[at] = Relation(relation, direction, "part" if part else "whole")
        self.state.heads.clear()  # each is decided once, however often a text repeats the verb

    # Who acts, and where

    def _becomes_passive(self) -> None:
        """In "X (sửa đổi, bổ sung bởi Y)": the mark of the passive is left out, the agent follows at once."""
        state, verb = self.state, self.state.verb
        if not verb or verb.passive or not verb.fresh or verb.relation not in OPERATIVE:
            return
        if state.after_citation and verb.direction == BETWEEN_OTHERS:
            verb.passive = True
        elif self._consolidated and state.unit_seen and not state.after_citation:
            verb.passive, verb.part, verb.direction = True, True, ACTED_ON

    def hear_by(self) -> None:
        self._becomes_passive()
        verb = self.state.verb
        if verb and verb.passive:
            verb.agent, verb.fresh = True, False
        elif verb is None:
            self.state.bare = False

    def hear_according(self) -> None:
        self._becomes_passive()
        state, verb = self.state, self.state.verb
        if verb and verb.passive and not verb.loose:
            verb.agent, verb.fresh = True, False
        else:
            state.verb, state.lost, state.bare = None, True, False

    def hear_at(self) -> None:
        self._becomes_passive()
        state, verb = self.state, self.state.verb
        if verb is None:
            state.lost = True
            state.bare = state.bare and state.last is Kind.PART
        elif verb.passive and not verb.loose:
            verb.agent, verb.fresh = True, False
        elif self._lost_at(verb):
            state.verb, state.lost = None, True
        else:
            verb.fresh = False

    def _lost_at(self, verb: Verb) -> bool:
        """With "hướng dẫn A tại X" a document guides A, with "hướng dẫn một số nội dung tại X" it guides X."""
        if verb.passive or (verb.relation in EXPLAINING and self.state.last is not Kind.PART):
            return True
        return verb.loose and not verb.strong and not self.state.after_citation

    def hear_stated_at(self) -> None:
        self._becomes_passive()
        verb = self.state.verb
        if verb and not verb.passive and verb.relation in OPERATIVE and (verb.strong or not verb.loose):
            verb.part, verb.fresh = True, False
        else:
            self.hear_at()

    # Objects and subjects

    def hear_this(self) -> None:
        state, verb = self.state, self.state.verb
        if state.last is Kind.TYPE:
            if state.after_citation and state.passive_tail:
                self._settle(state.passive_tail)
                state.passive_tail = ""
            state.this_subject |= not state.lost and not state.after_citation
            state.type_seen = False
        if verb and state.last in {Kind.TYPE, Kind.UNIT} and not (verb.part or verb.expires):
            state.verb = None

    def hear_part(self) -> None:
        self.state.unit_seen = True
        if verb := self.state.verb:
            verb.part, verb.fresh = True, False

    def hear_unit(self) -> None:
        self.state.unit_seen = True
        self.hear_noun()

    def hear_noun(self) -> None:
        if verb := self.state.verb:
            verb.fresh = False

    def hear_type(self) -> None:
        self.state.type_seen = True
        if verb := self.state.verb:
            verb.fresh, verb.typed = False, True

    def hear_other(self) -> None:
        state, verb = self.state, self.state.verb
        state.bare = False
        if verb is None:
            return
        verb.fresh = False
        if verb.relation == lexicon.ISSUES_WITH or (verb.passive and not verb.typed):
            state.verb = None
        elif not verb.typed:
            verb.loose = True
            if not verb.strong and verb.relation in EXPLAINING:
                state.verb = None

    # Turns of a sentence

    def hear_alias(self) -> None:
        self.state.alias = True

    def hear_in_force(self) -> None:
        state = self.state
        if state.verb and not state.verb.expires:
            state.verb = None
        state.bare = state.bare and state.after_citation

    def hear_comma(self) -> None:
        """After "Kể từ ngày Thông tư này có hiệu lực thi hành," the sentence proper starts."""
        state = self.state
        if state.last is Kind.IN_FORCE and not state.after_citation and state.verb is None:
            state.bare, state.lost, state.began_bare = True, False, True

    def hear_list_follows(self) -> None:
        state = self.state
        state.list_follows = True
        if verb := state.verb:
            verb.fresh = False
            # "các quy định sau": what follows is whole, or says itself which part is meant.
            verb.part = verb.part and state.last is not Kind.PART


_WORDS: dict[Kind, Callable[[Sentence], None]] = {
    Kind.EXPIRES: Sentence.hear_expiry,
    Kind.BY: Sentence.hear_by,
    Kind.ACCORDING: Sentence.hear_according,
    Kind.AT: Sentence.hear_at,
    Kind.STATED_AT: Sentence.hear_stated_at,
    Kind.PART: Sentence.hear_part,
    Kind.ALIAS: Sentence.hear_alias,
    Kind.THIS: Sentence.hear_this,
    Kind.TYPE: Sentence.hear_type,
    Kind.NOUN: Sentence.hear_noun,
    Kind.UNIT: Sentence.hear_unit,
    Kind.ISSUE: Sentence.hear_noun,
    Kind.IN_FORCE: Sentence.hear_in_force,
    Kind.LISTED: Sentence.hear_list_follows,
    Kind.COMMA: Sentence.hear_comma,
    Kind.OTHER: Sentence.hear_other,
}
