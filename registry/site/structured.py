"""A document as search engines read it: schema.org's `Legislation` (from the European Legislation Identifier) in JSON-LD.

It stands in a script element that is data and never run, so that the site's policy lets it be; no character of it can end
the element.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from registry.documents import heading
from registry.law.effect import Period, Status
from registry.law.relations import Kind
from registry.related import Side
from registry.site import addresses
from registry.site.validity import Validity
from registry.store.tables import Document

SCHEMA = "https://schema.org/"
# What says nothing of force (other documents, unknown days) is left out.
FORCE: Mapping[Status, str] = {
    Status.IN_FORCE: "InForce",
    Status.PARTLY_ENDED: "PartiallyInForce",
    Status.PARTLY_PAUSED: "PartiallyInForce",
    Status.NOT_YET: "NotInForce",
    Status.ENDED: "NotInForce",
    Status.PAUSED: "NotInForce",
    Status.UNFIT: "NotInForce",
}
CHANGING = (
    Kind.AMENDS, Kind.SUPPLEMENTS, Kind.REPLACES, Kind.REPEALS, Kind.SUSPENDS, Kind.INTERRUPTS, Kind.CONTINUES, Kind.CORRECTS,
)  # fmt: skip
SAID: Mapping[str, tuple[Kind, ...]] = {
    "legislationChanges": CHANGING,
    "legislationAmends": (Kind.AMENDS, Kind.SUPPLEMENTS),
    "legislationRepeals": (Kind.REPEALS, Kind.REPLACES),
    "legislationConsolidates": (Kind.CONSOLIDATES,),
    "legislationEnsuresImplementationOf": (Kind.DETAILS, Kind.GUIDES),
    "isBasedOn": (Kind.BASIS,),
}


def legislation(document: Document, validity: Validity) -> Markup:
    """The JSON, safe inside a script element."""
    facts = _facts(document) | _force(document, validity) | _relations(validity)
    return htmlsafe_json_dumps({name: value for name, value in facts.items() if value}, sort_keys=False)


def _facts(document: Document) -> dict[str, Any]:
    return {
        "@context": SCHEMA.rstrip("/"),
        "@type": "Legislation",
        "@id": _address(document),
        "url": _address(document),
        "name": heading(document),
        "headline": document.title,
        "legislationIdentifier": document.canonical,
        "legislationType": document.type.name if document.type else None,
        "legislationPassedBy": [{"@type": "Organization", "name": row.issuer.name} for row in document.issuing],
        "legislationJurisdiction": "VN",
        "legislationDate": _day(document.issued_on),
        "datePublished": _day(document.gazette_date or document.issued_on),
        "dateModified": document.updated_at.isoformat(timespec="seconds"),
        "about": [field.name for field in document.fields],
        "inLanguage": document.language,
    }


def _force(document: Document, validity: Validity) -> dict[str, Any]:
    force = FORCE.get(validity.now.period.status) if validity.now else None
    return {
        "legislationLegalForce": SCHEMA + force if force else None,
        "legislationDateOfApplicability": _day(document.effective_on),
        "temporalCoverage": _coverage(document, [bar.period for bar in validity.bars]),
        "legislationDateVersion": _day(validity.day) if force else None,
    }


def _coverage(document: Document, periods: Iterable[Period]) -> str | None:
    """From the day on which it takes effect to the one before that on which it is over; open where none is known."""
    if document.effective_on is None:
        return None
    over = next((one.since for one in periods if one.status == Status.ENDED and one.since), None)
    return f"{document.effective_on}/{over - dt.timedelta(days=1) if over else '..'}"


def _relations(validity: Validity) -> dict[str, Any]:
    """A repeal of a part is a change, and no repeal of the document."""
    by_kind = dict(validity.acts_on)
    told = {name: [side for kind in kinds for side in by_kind.get(kind, ())] for name, kinds in SAID.items()}
    told["legislationRepeals"] = [side for side in told["legislationRepeals"] if not side.relation.part]
    return {name: [_other(side) for side in sides] for name, sides in told.items()}


def _other(side: Side) -> dict[str, str]:
    named = {"@type": "Legislation", "legislationIdentifier": side.number}
    return named | {"@id": _address(side.other)} if side.other else named


def _address(document: Document) -> str:
    return addresses.whole(addresses.of_document(document))


def _day(day: dt.date | None) -> str | None:
    return str(day) if day else None
