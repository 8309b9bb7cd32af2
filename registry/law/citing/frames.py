"""The values that relating citations works on: what a verb says, what waits for its object, what a sentence has said so far."""

from dataclasses import dataclass, field

from registry.law.citing import lexicon
from registry.law.citing.lexicon import Kind

THIS_ACTS, ACTED_ON, BETWEEN_OTHERS = "this_acts", "acted_on", "between_others"

# Verbs by which a document acts on others in its own provisions, and verbs that say what it does for them.
OPERATIVE = frozenset(
    {lexicon.AMENDS, lexicon.REPEALS, lexicon.REPLACES, lexicon.SUSPENDS, lexicon.CORRECTS, lexicon.CONSOLIDATES}
)
EXPLAINING = frozenset({lexicon.GUIDES, lexicon.DETAILS})
CONNECTORS = frozenset({Kind.COMMA, Kind.AND})


@dataclass(frozen=True, slots=True)
class Relation:
    relation: str | None = None
    direction: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb that governs citations. `part` says that its object is a part of what is cited; `titled` and `provided`
    that the citation it is said of has its title, or a provision, before it ("điểm a Điều 5 X … được sửa đổi bởi Y").
    """

    relation: str | None = None
    direction: str | None = None
    part: bool = False
    passive: bool = False
    titled: bool = False
    provided: bool = False


NOTHING = Frame()


@dataclass(frozen=True, slots=True)
class Cited:
    """What matters of a citation here: its number, whether a provision is named, its type's rank (1 the highest),
    whether a title follows, and whether that title says something else than what it amends.
    """

    canonical: str
    provision: bool
    rank: int
    titled: bool
    titled_otherwise: bool


@dataclass(slots=True)
class Verb:
    """A verb that waits for its object. `strong` ones head their sentence, `fresh` ones were read just now, `loose`
    ones have words between them and the object; `goes_on` marks a second verb of the same document, `expires` one that
    stands after its object unless a list follows. `typed` says that a document without a number is an object already.
    """

    relation: str
    direction: str
    passive: bool = False
    agent: bool = False
    part: bool = False
    strong: bool = False
    fresh: bool = True
    loose: bool = False
    goes_on: bool = False
    typed: bool = False
    expires: bool = False

    @property
    def complete(self) -> bool:
        """Whether it can take an object: a passive needs the word that names who acts."""
        return self.agent or not self.passive


@dataclass(slots=True)
class State:
    """A sentence as far as it has been read.

    `outer` governs the sentence, `inner` what is said of a citation in it. `bare` says that only a document's name may
    have been read since the sentence or the last citation began, `lost` that a preposition took what follows away from
    any verb, `heads` are the citations that a verb at the end would speak of.
    """

    outer: Frame = NOTHING
    inner: Frame | None = None
    verb: Verb | None = None
    last: Kind | None = None
    last_value: str = ""
    before_last: Kind | None = None
    after_citation: bool = False
    bare: bool = True
    began_bare: bool = True
    lost: bool = False
    alias: bool = False
    this_subject: bool = False
    type_seen: bool = False
    unit_seen: bool = False
    verb_seen: bool = False
    list_follows: bool = False
    passive_tail: str = ""
    heading: bool = False
    item: bool = False
    from_list: bool = False
    line: bool = False
    appendix: bool = False
    heads: list[int] = field(default_factory=list)

    def after(self, at: int | None) -> None:
        """A citation has been read; `at` is its place among all, None where it is no head of the sentence."""
        if at is not None:
            self.heads.append(at)
        self.after_citation = self.bare = True
        self.verb, self.last, self.before_last, self.passive_tail = None, None, None, ""
        self.lost = self.type_seen = self.list_follows = self.verb_seen = False
