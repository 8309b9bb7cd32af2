"""What a file holds beside its pages, by pypdf: a walk over the objects that the catalogue leads to."""

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.constants import UserAccessPermissions
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from registry.pdf import lettering
from registry.pdf.child.answers import Answer
from registry.pdf.facts import Encryption, Finding
from registry.pdf.protocol import Found, Opened, Unreadable

MOST = 50_000  # objects looked at; a gazette page has about three that are not skipped
NAMES = 20  # embedded files told by name
_ACTIONS = {
    "/JavaScript": "javascript", "/Launch": "launches_program", "/GoToR": "opens_other_file",
    "/GoToE": "opens_other_file", "/SubmitForm": "sends_data", "/ImportData": "sends_data", "/Rendition": "media",
    "/Movie": "media", "/Sound": "media", "/RichMediaExecute": "media",
}  # fmt: skip
_ANNOTATIONS = {"/RichMedia": "media", "/Movie": "media", "/Sound": "media", "/Screen": "media", "/3D": "media"}
_PLAIN = ("/GoTo", "/Named", "/URI", "/Hide", "/SetOCGState", "/Thread", "/Trans", "/GoTo3DView")
# What is drawn, and the ways back up, hold no actions.
_SKIPPED = frozenset(
    [
        "/Parent",
        "/P",
        "/Font",
        "/XObject",
        "/ColorSpace",
        "/ExtGState",
        "/Pattern",
        "/Shading",
        "/Properties",
        "/Contents",
        "/StructTreeRoot",
        "/Metadata",
        "/ParentTree",
        "/AP",
        "/Thumb",
        "/OutputIntents",
        "/V",
        "/Lock",
        "/SV",
        "/EF",
    ]
)


def read(reader: pypdf.PdfReader, out: Answer) -> None:
    out.send(Opened(len(reader.pages), reader.is_encrypted))
    counts: Counter[str] = Counter()
    names: list[str] = []
    try:
        for code, name in _walk(reader.trailer.get("/Root")):
            counts[code] += 1
            if name:
                names.append(name)
    except _TooMany:
        out.send(Unreadable(0, "too_many_objects"))
    told = {"embedded_files": tuple(names[:NAMES])}
    findings = tuple(Finding(code, count, told.get(code, ())) for code, count in sorted(counts.items()))
    out.send(Found(findings, _encryption(reader) if reader.is_encrypted else None))


class _TooMany(Exception):
    pass


def _walk(root: Any) -> Iterator[tuple[str, str]]:
    """(code, name of an embedded file or "") for all that is found; every object once, however they refer to each other."""
    waiting, seen, looked_at = deque([root]), set[tuple[int, int]](), 0
    while waiting:
        looked_at += 1
        if looked_at > MOST:
            raise _TooMany
        thing = _resolved(waiting.popleft(), seen)
        if isinstance(thing, DictionaryObject):
            yield from _told(thing)
            waiting.extend(thing.raw_get(key) for key in thing if key not in _SKIPPED)
        elif isinstance(thing, ArrayObject):
            waiting.extend(one for one in list.__iter__(thing) if isinstance(one, IndirectObject | dict | list))


def _resolved(thing: Any, seen: set[tuple[int, int]]) -> Any:
    if not isinstance(thing, IndirectObject):
        return thing
    place = (thing.idnum, thing.generation)
    if place in seen:
        return None
    seen.add(place)
    try:
        return thing.get_object()
    except Exception:  # a damaged object cannot act either
        return None


def _told(thing: DictionaryObject) -> Iterator[tuple[str, str]]:
    kind = _name(thing, "/S")
    if kind in _ACTIONS:
        yield _ACTIONS[kind], ""
    elif "/JS" in thing:
        yield "javascript", ""
    if "/AA" in thing or _acts(_resolved(thing.raw_get("/OpenAction"), set()) if "/OpenAction" in thing else None):
        yield "runs_when_opened", ""
    if "/EF" in thing:
        yield "embedded_files", _file_name(thing)
    if _name(thing, "/Subtype") in _ANNOTATIONS:
        yield _ANNOTATIONS[_name(thing, "/Subtype")], ""
    if "/XFA" in thing:
        yield "dynamic_form", ""
    if "/FT" in thing and _name(thing, "/FT") != "/Sig":
        yield "form", ""


def _acts(opening: Any) -> bool:
    """Whether what happens on opening is more than showing a place in the file."""
    return isinstance(opening, DictionaryObject) and _name(opening, "/S") not in _PLAIN


def _name(thing: DictionaryObject, key: str) -> str:
    return str(_resolved(thing.raw_get(key), set())) if key in thing else ""


def _file_name(thing: DictionaryObject) -> str:
    return lettering.line(lettering.encodable(_name(thing, "/UF") or _name(thing, "/F"))) or "?"


def _encryption(reader: pypdf.PdfReader) -> Encryption:
    try:
        rights = reader.user_access_permissions or UserAccessPermissions(0)
        allowed = tuple(name for name, right in _RIGHTS.items() if rights & right)
        return Encryption(_method(reader.trailer["/Encrypt"]), allowed)
    except Exception:  # of a file that could be opened all the same
        return Encryption("", ())


_RIGHTS = {
    "printing": UserAccessPermissions.PRINT,
    "copying": UserAccessPermissions.EXTRACT,
    "changing": UserAccessPermissions.MODIFY,
}


def _method(dictionary: Any) -> str:
    """ISO 32000-2, 7.6: V 1 and 2 are RC4, 4 names its filter, 5 is AES-256."""
    version, length = int(dictionary.get("/V", 0)), int(dictionary.get("/Length", 40))
    if version >= 5:
        return "AES-256"
    if version == 4:
        filters = dictionary.get("/CF", {}).get(dictionary.get("/StmF", "/StdCF"), {})
        return "AES-128" if filters.get("/CFM") == "/AESV2" else "RC4-128"
    return f"RC4-{length if version > 1 else 40}"
