"""Names of types, bodies and offices as printed in heads and signatures, found in the vocabulary."""

import re
from collections.abc import Mapping
from functools import lru_cache

from registry.law.issuers import Issuer
from registry.law.types import Type
from registry.law.vietnamese import fold, modern_tones
from registry.law.vocabulary import Vocabulary

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
# A footnote's mark behind a word in capitals, and the colon of "QUYẾT ĐỊNH:".
_TRAILING = re.compile(r"[\s\d*()\[\]¹²³⁴⁵⁶⁷⁸⁹]+$")


def plain(text: str) -> str:
    """Words without marks between single spaces."""
    return _NOT_WORDS.sub(" ", fold(text)).strip()


@lru_cache(maxsize=8)
def types(vocabulary: Vocabulary) -> Mapping[str, Type]:
    """Name or alias in plain words → the type."""
    return {plain(word): kind for kind in reversed(vocabulary.types) for word in (*kind.aliases, kind.name)}


@lru_cache(maxsize=8)
def bodies(vocabulary: Vocabulary) -> Mapping[str, tuple[Issuer, ...]]:
    """Name or alias in plain words → the bodies of that name."""
    found: dict[str, tuple[Issuer, ...]] = {}
    for issuer in vocabulary.issuers:
        for word in (issuer.name, *issuer.aliases):
            key = plain(word.partition("(")[0])
            found[key] = (*found.get(key, ()), issuer)
    return found


@lru_cache(maxsize=8)
def places(vocabulary: Vocabulary) -> frozenset[str]:
    """Provinces and cities in plain words."""
    return frozenset(issuer.place.replace("-", " ") for issuer in vocabulary.issuers if issuer.place)


def type_of(text: str, vocabulary: Vocabulary) -> Type | None:
    """The type whose name is all of `text`, a footnote's mark aside."""
    return types(vocabulary).get(plain(_TRAILING.sub("", text))) if len(text) < 60 else None


def type_at_start(text: str, vocabulary: Vocabulary) -> tuple[Type, str] | None:
    """The type whose name `text` begins with, the longest first, and the rest of the text."""
    words = text[:80].split(" ")
    for count in range(min(4, len(words)), 0, -1):
        kind = types(vocabulary).get(plain(" ".join(words[:count])))
        if kind:
            return kind, text[len(" ".join(words[:count])) :].strip()
    return None


# Words that the name of a body starts with. A line of a letterhead that starts so starts a new body.
_BODY = re.compile(
    r"(?:bộ(?! sung)|ủy ban|ubnd|hội đồng|hđnd|sở|tổng cục|cục|vụ|văn phòng|ban(?! hành)|chi cục|trường|bệnh viện|viện|trung tâm"
    r"|công an|tổng công ty|công ty|tập đoàn|tòa án|thanh tra|chính phủ|thủ tướng|chủ tịch|quốc hội|tỉnh ủy|thành ủy|huyện ủy"
    r"|quận ủy|thị ủy|đảng ủy|đảng bộ|chi bộ|đảng đoàn|đoàn|ngân hàng|kiểm toán|bảo hiểm|tổng liên đoàn|liên đoàn|hội|đại học"
    r"|học viện|kho bạc|phòng|đại hội|thường trực|quân ủy|quân khu|bộ trưởng|giám đốc|ủy ban kiểm tra|hđtv|hđqt)(?!\w)",
    re.IGNORECASE,
)
_PLACES = re.compile(r"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s", re.IGNORECASE)
_SHORT = {"ubnd": "Ủy ban nhân dân", "hdnd": "Hội đồng nhân dân"}


def starts_body(text: str) -> bool:
    return bool(_BODY.match(modern_tones(text)))


def printed(name: str) -> str:
    """A name in capitals as it stands in a sentence: `ỦY BAN NHÂN DÂN XÃ TÂN BÌNH` → `Ủy ban nhân dân xã Tân Bình`."""
    if not name.isupper():
        return modern_tones(name[:1].upper() + name[1:])
    lowered = modern_tones(name.lower())
    for short, long in _SHORT.items():
        if fold(lowered).startswith(short):
            lowered = long.lower() + lowered[len(short) :]
    place = _PLACES.search(lowered)
    if place:
        lowered = lowered[: place.end()] + _PLACES.sub(lambda found: found[0].lower(), lowered[place.end() :].title())
    return lowered[:1].upper() + lowered[1:]
