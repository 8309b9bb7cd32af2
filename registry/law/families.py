"""Which family a number belongs to, and what in it breaks that family's rule."""

from collections.abc import Callable

from registry.law.draft import Draft
from registry.law.types import Family

_Rule = Callable[[Draft], bool]


def family(draft: Draft) -> Family:
    """By the first rule that holds: the issuer decides before the type, the type before year and separators."""
    return next(found for rule, found in _RULES if rule(draft))


def _is_assembly(draft: Draft) -> bool:
    return draft.body_is("assembly") or draft.families == {Family.NATIONAL_ASSEMBLY}


def _is_party(draft: Draft) -> bool:
    """Of a Party body whatever the separators; of a body that no one knows if they are the Party's."""
    if draft.type is None or not draft.issuers or draft.swapped or draft.dated:
        return False
    if draft.body_is("party"):
        return True
    first = draft.issuers[0]
    in_form = draft.separators.startswith("-/") and Family.PARTY in draft.families
    return (
        in_form and not draft.vocabulary.is_state(first) and (draft.body_is("party_form") or not draft.is_unit(first))
    )


def _is_out_of_order(draft: Draft) -> bool:
    """`KHKT/QĐ`, `1203-QĐ/1998/TP-HT`, and types that are no longer issued."""
    return draft.swapped or (draft.year is not None and not draft.dated) or draft.families == {Family.OLD}


def _is_letter(draft: Draft) -> bool:
    """`1234/BTC-TCT`; without a unit only of a body that still signs so, which CP and TTg never did."""
    if draft.type is not None or draft.separators[0] != "/" or "/" in draft.separators[1:]:
        return False
    return bool(draft.units) or (draft.vocabulary.exists(draft.issuers[0]) and not draft.body_is("alone"))


def _is_copy(draft: Draft) -> bool:
    return Family.COPY in draft.families and bool(draft.issuers) and draft.separators[0] == "/"


def _may_be(wanted: Family) -> _Rule:
    """Whether the type is used in that family; of an unknown type we do not know that it is not."""
    return lambda draft: wanted in draft.families or (draft.type is not None and not draft.kinds)


def _is_dated(also: _Rule) -> _Rule:
    return lambda draft: draft.dated and also(draft)


def _is_short(draft: Draft) -> bool:
    """No body (`43/QĐ`), or separators of former times (`04-TT/LB`, `2231/QĐ/GTVT`)."""
    return not draft.issuers or draft.separators[0] != "/" or "/" in draft.separators[1:]


def _is_before_years(draft: Draft) -> bool:
    return any(code == "LB" or draft.vocabulary.ended_before_years(code) for code in draft.issuers)


def _is_any(_: Draft) -> bool:
    return True


_RULES: tuple[tuple[_Rule, Family], ...] = (
    (lambda draft: not draft.words, Family.NONE),
    (_is_assembly, Family.NATIONAL_ASSEMBLY),
    (lambda draft: Family.CONSOLIDATED in draft.families, Family.CONSOLIDATED),
    (_is_party, Family.PARTY),
    (_is_out_of_order, Family.OLD),
    (_is_dated(lambda draft: draft.type is None), Family.NORMATIVE),
    (_is_letter, Family.OFFICIAL_LETTER),
    (lambda draft: draft.type is None, Family.OLD),
    (_is_copy, Family.COPY),
    (lambda draft: Family.OFFICIAL_LETTER in draft.families, Family.OFFICIAL_LETTER),
    (_is_dated(_may_be(Family.NORMATIVE)), Family.NORMATIVE),
    (_is_dated(_is_any), Family.ADMINISTRATIVE),
    (_is_short, Family.OLD),
    (_may_be(Family.ADMINISTRATIVE), Family.ADMINISTRATIVE),
    (_is_before_years, Family.OLD),
    (_may_be(Family.NORMATIVE), Family.NORMATIVE),
    (_is_any, Family.OLD),
)


def check(draft: Draft, family: Family) -> None:
    """Names what breaks the rule of the family the number turned out to be of."""
    if not draft.words:
        draft.fault("number", "symbols_missing")
    elif family in (Family.NORMATIVE, Family.ADMINISTRATIVE, Family.NATIONAL_ASSEMBLY):
        _check_state(draft, family)
    elif family is Family.OFFICIAL_LETTER and draft.type:
        draft.fault("type", "type_cv")
    elif family is Family.PARTY and not draft.separators.startswith("-/"):
        draft.fault("separator", "party_separators", meant=_party_form(draft))


def _check_state(draft: Draft, family: Family) -> None:
    assembly = family is Family.NATIONAL_ASSEMBLY
    if draft.type is None and not assembly:
        draft.fault("type", "type_missing", code=draft.issuers[0] if draft.issuers else "")
    elif not draft.issuers and not draft.symbol_is("bodiless"):
        draft.fault("issuer", "issuer_missing", symbol=draft.type or "")
    elif draft.dated and family is Family.ADMINISTRATIVE:
        draft.fault("year", "year_unexpected", symbol=draft.type or "")
    elif not draft.dated and family is Family.NORMATIVE:
        draft.fault("year", "year_missing", symbol=draft.type or "")
    _check_issuers(draft, family)


def _check_issuers(draft: Draft, family: Family) -> None:
    """Who may issue normative documents is a closed list (Luật 80/2015/QH13 Art. 4); anyone may issue the others, so
    there only a long code one letter away from a known one is taken for a slip.
    """
    closed = family is Family.NORMATIVE
    for code in draft.issuers:
        if draft.vocabulary.knows(code):
            continue
        near = draft.vocabulary.near_code(code) if closed or len(code) > 4 else None
        if near:
            draft.fault("issuer", "issuer_unknown_near", code=code, near=near)
        elif closed:
            draft.fault("issuer", "issuer_unknown", code=code)


def _party_form(draft: Draft) -> str:
    return f"…-{draft.type}/{'-'.join(draft.issuers + draft.units)}"
