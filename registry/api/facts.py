"""What a sender calls the facts of a document, and what the registry calls them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from registry import documents
from registry.api.requests import DocumentSent
from registry.errors import FieldProblem, Invalid

# Facts that the JSON keeps in objects of their own.
SENT_AS: Mapping[str, str] = {
    "gazette_number": "gazette.number",
    "gazette_date": "gazette.date",
    "view_audience": "audiences.view",
    "download_audience": "audiences.download",
}


def named(sent: DocumentSent) -> dict[str, Any]:
    """The facts that were sent, in the order in which they are to be set: who a code means depends on the day."""
    found: dict[str, Any] = {name: getattr(sent, name) for name in sent.model_fields_set & set(documents.FACTS)}
    if "signers" in found:
        found["signers"] = [(signer.name, signer.office) for signer in sent.signers]
    if "gazette" in sent.model_fields_set:
        found["gazette_number"] = sent.gazette.number if sent.gazette else None
        found["gazette_date"] = sent.gazette.date if sent.gazette else None
    if "audiences" in sent.model_fields_set:
        found |= {f"{name}_audience": getattr(sent.audiences, name) for name in sent.audiences.model_fields_set}
    return {name: found[name] for name in ORDER if name in found}


ORDER = sorted(documents.FACTS, key=lambda name: name == "issuers")


@contextmanager
def together(found: tuple[FieldProblem, ...]) -> Iterator[None]:
    """Runs the block and raises Invalid with all that is wrong: what was `found` before, and what the block finds."""
    try:
        yield
    except Invalid as error:
        told = (*found, *(_as_sent(problem) for problem in error.problems))
        raise type(error)(told) from None
    if found:
        raise Invalid(found)


def _as_sent(problem: FieldProblem) -> FieldProblem:
    return FieldProblem(SENT_AS.get(problem.field, problem.field), problem.message, problem.facts)
