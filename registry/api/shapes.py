"""Rows as plain values ready for JSON. What is asked of the database is asked before, in `Extras`, not row by row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from registry import contents
from registry.accounts import Viewer
from registry.config import Settings
from registry.contents import Drawn, ReadingState, ReadingStatus, Step
from registry.documents import heading
from registry.estimating import Count
from registry.law import numbers, problems
from registry.law.numbers import Number
from registry.pdf.findings import FINDINGS, SIGNATURES
from registry.pdf.reasons import REASONS
from registry.serving import download_name
from registry.store.database import Session
from registry.store.tables import Document, File, Rank, ReadingFacts, State
from registry.visibility import may_download, sees_withdrawn
from registry.web import links
from registry.web.problems import sentence

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extras:
    """What the shapes need beside the rows: where addresses begin, who looks, by version the pictures
    and how far reading has come.
    """

    settings: Settings
    viewer: Viewer
    drawn: Mapping[int, Sequence[Drawn]]
    statuses: Mapping[int, ReadingStatus]
    facts: Mapping[int, ReadingFacts]

    @property
    def staff(self) -> bool:
        """May see what is for staff: with a token that reads, or that writes and so has to know the version."""
        return self.viewer.may(Rank.CLERK, "read") or self.viewer.may(Rank.CLERK, "write")


def extras(
    session: Session, settings: Settings, viewer: Viewer, rows: Sequence[Document], size: str | None = None
) -> Extras:
    """A few queries, however many documents. `size`: load only pictures of that size, and no facts."""
    versions = [file.current for document in rows for file in document.files]
    ids = [version.id for version in versions]
    drawn = contents.drawn(session, ids, size)
    statuses = contents.reading_statuses(session, versions) if versions else {}
    return Extras(settings, viewer, drawn, statuses, contents.facts(session, ids) if size is None else {})


def listed(document: Document, extra: Extras) -> Json:
    shown: Json = {
        "id": document.public_id,
        "number": document.number,
        "canonical_number": document.canonical,
        "type": _type(document),
        "title": document.title,
        "issuers": issuers(document),
        "signers": [{"name": row.signer.name, "office": row.office} for row in document.signing],
        "fields": [{"code": field.code, "name": field.name} for field in document.fields],
        "issued_on": document.issued_on,
        "effective_on": document.effective_on,
        "expires_on": document.expires_on,
        "gazette": _gazette(document),
        "language": document.language,
        "state": document.state.value,
        "files": [file(document, one, extra) for one in document.files],
        "links": links_of(document, extra.settings),
        "created_at": document.created_at,
        "published_at": document.published_at,
        "updated_at": document.updated_at,
    }
    return shown | _for_staff(document) if extra.staff else shown


def is_changing(document: Document, extra: Extras) -> bool:
    """Work on its files is under way, so that what is shown of them changes any moment."""
    return any(step.waits for file in document.files for step in extra.statuses[file.current.id].steps)


def id_of(shown: bytes) -> str:
    """The id in a document's JSON."""
    return str(msgspec.json.decode(shown)["id"])


def selected(shown: bytes, names: Collection[str]) -> bytes:
    """Of a document's JSON only those fields, and its id."""
    fields: Json = msgspec.json.decode(shown)
    return msgspec.json.encode({name: value for name, value in fields.items() if name == "id" or name in names})


def count(found: Count) -> dict[str, object]:
    return {"number": found.number, "estimated": found.estimated}


def whole(document: Document, extra: Extras) -> Json:
    shown = listed(document, extra)
    shown["number_problems"] = number_problems(numbers.parse(document.number)) if document.number else []
    shown["files"] = [file_whole(document, one, extra) for one in document.files]
    return shown


def _for_staff(document: Document) -> Json:
    shown: Json = {
        "audiences": {"view": document.view_audience.value, "download": document.download_audience.value},
        "internal_note": document.internal_note,
        "version": document.version,
    }
    if document.state == State.WITHDRAWN:
        shown["withdrawal"] = withdrawal(document)
    return shown


def _type(document: Document) -> Json | None:
    kind = document.type
    return {"code": kind.code, "name": kind.name, "name_en": kind.name_en} if kind else None


def issuers(document: Document) -> list[Json]:
    return [{"code": row.issuer.code, "name": row.issuer.name} for row in document.issuing]


def _gazette(document: Document) -> Json | None:
    if not document.gazette_number and not document.gazette_date:
        return None
    return {"number": document.gazette_number or None, "date": document.gazette_date}


def withdrawal(document: Document, named: Collection[str] | None = None) -> Json:
    """`named`: the successors that may be named to who looks; None for staff, who may see them all."""
    successor = document.successor.public_id if document.successor else None
    if named is not None and successor not in named:
        successor = None
    return {"reason": document.withdrawal_reason, "at": document.withdrawn_at, "successor": successor}


def links_of(document: Document, settings: Settings, *, title: bool = True) -> Json:
    own = f"{settings.public_url}/api/v1/documents/{document.public_id}"
    return {"self": own, "page": links.page(settings, document, title=title)}


def file(document: Document, one: File, extra: Extras) -> Json:
    version = one.current
    allowed = may_download(extra.viewer, document.download_audience)
    covers = [drawn for drawn in extra.drawn.get(version.id, ()) if drawn.size == "cover"]
    return {
        "id": one.public_id,
        "role": one.role.value,
        "name": one.name,
        "file_name": download_name(document, one, version),
        "version": version.number,
        "size": version.size,
        "media_type": version.media_type,
        "sha256": version.sha256,
        "pages": version.page_count,
        "reading": _reading(extra.statuses[version.id]),
        "steps": [_step(step) for step in extra.statuses[version.id].steps],
        "download": links.download(extra.settings, document, one) if allowed else None,
        "cover": links.preview(extra.settings, one, covers[0].page, "cover") if covers else None,
    }


def file_whole(document: Document, one: File, extra: Extras) -> Json:
    previews = [
        {
            "page": drawn.page,
            "url": links.preview(extra.settings, one, drawn.page, drawn.size),
            "width": drawn.width,
            "height": drawn.height,
        }
        for drawn in extra.drawn.get(one.current.id, ())
        if drawn.size == "page"
    ]
    facts = extra.facts.get(one.current.id)
    shown = {"previews": previews, "encrypted": facts.encrypted if facts else None, "signatures": _signatures(facts)}
    return file(document, one, extra) | shown | (_read_for_staff(facts) if extra.staff else {})


def _signatures(facts: ReadingFacts | None) -> list[Json] | None:
    """Each with a sentence for people."""
    if facts is None or facts.signatures is None:
        return None
    return [one | {"message": sentence(SIGNATURES[one["state"]], {})} for one in facts.signatures]


def _read_for_staff(facts: ReadingFacts | None) -> Json:
    """What a clerk is to look at before others see the document."""
    found = facts.active_content if facts else None
    told = [one | {"message": sentence(FINDINGS[one["code"]], {})} for one in found] if found is not None else None
    return {
        "suggestions": (facts.suggestions or None) if facts else None,
        "active_content": told,
        "internal_mark": facts.internal_mark if facts else None,
    }


def _reading(status: ReadingStatus) -> Json:
    told = status.reason and status.state == ReadingState.PARKED
    why = sentence(status.reason, {"attempts": status.attempts}) if told else reason(status.reason)
    return {"state": status.state.value, "reason": why}


def _step(step: Step) -> Json:
    pages = {"done": step.done, "total": step.total} if step.total else None
    return {"step": step.kind, "state": step.progress.value, "pages": pages}


def reason(code: str | None) -> str | None:
    """The sentence for a code of registry.pdf, in the reader's language."""
    return sentence(REASONS.get(code, code), {}) if code else None


def number_problems(number: Number) -> list[Json]:
    return [
        {"part": one.part, "code": one.code, "message": sentence(problems.MESSAGES[one.code], one.params)}
        for one in number.problems
    ]


def parsed(number: Number) -> Json:
    return {**numbers.as_json(number), "problems": number_problems(number)}


def candidate(document: Document, extra: Extras, named: Collection[str]) -> Json:
    """Whoever may not see a withdrawn document is told what its page tells: which one, why, and what took its place."""
    withdrawn = document.state == State.WITHDRAWN
    hidden = withdrawn and not sees_withdrawn(extra.viewer)
    return {
        "id": document.public_id,
        "heading": heading(document),
        "state": document.state.value,
        "title": None if hidden else document.title,
        "issuers": [] if hidden else issuers(document),
        "issued_on": None if hidden else document.issued_on,
        "withdrawal": withdrawal(document, named if hidden else None) if withdrawn else None,
        "links": links_of(document, extra.settings, title=not hidden),
    }
