"""Who signed: authority, office and name under the main text, before appendices and forms with blocks of their own.

NĐ 30/2020 Annex I, 7: TM. on behalf of, KT. for the head by a deputy, TL. by order, TUQ. by authorisation, Q. acting;
the Party writes T/M, K/T, T/L (Hướng dẫn of the Central Office).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.law.heading import furniture, names
from registry.law.heading.pages import Line
from registry.law.vietnamese import fold, modern_tones

_AUTHORITY = re.compile(
    r"(TM|KT|TL|TUQ|Q|T/M|K/T|T/L|TH|T\.M|K\.T|T\.L)(?:[.,:]|(?<=/[MTL])\.?)\s{0,2}(?=[^\W\d_])", re.IGNORECASE
)
_NAMED = {"T/M": "TM.", "K/T": "KT.", "T/L": "TL.", "T.M": "TM.", "K.T": "KT.", "T.L": "TL."}
_RANK = re.compile(
    r"(?:(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy)|(?:phó |chuẩn )?đô đốc|GS|PGS|TSKH|TS|ThS|BS|BSCK ?I{1,2}|BSNT|CK ?I{1,2}|KS|CN|NSND"
    r"|luật sư|bác sĩ|kỹ sư|tiến sĩ|thạc sĩ|ông|bà|đồng chí)(?:[.,;]\s?|\s)",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[\[(]?\s?(?:đã ký|daky|da ky|ký tên|signed)[^\n]{0,20}", re.IGNORECASE)
# What is left of a seal's or a signature's mark at the edge of a line: "y]", "[daky]".
_SCRAP = re.compile(r"^[^\W\d_]{0,6}[\])]\s?|^[\[(][^\])]{0,12}[\])]\s?|\s?[\[(][^\])]{0,12}[\])]?$")
_RECEIVERS = re.compile(r"noi nhan|- |\+ |luu\b|nhu (?:dieu|tren)")
_BESIDE = re.compile(
    r"(?:^Nơi nhận\s?:?|[;:.,)])\s{1,3}((?:(?:TM|KT|TL|TUQ|Q)\.|[TK]/[ML])\s{0,2}[A-ZĐÀ-Ỹ]{2}|(?:[A-ZĐÀ-Ỹ]{2,10} ){1,6}[A-ZĐÀ-Ỹ]{2,10}$)"
)
_NAME_WORD = re.compile(r"[^\W\d_]{1,9}(?:['’`-][^\W\d_]{1,9})?")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|PHU LUC|DANH MỤC|BIỂU MẪU|MẪU SỐ|Mẫu số)\b.{0,24}$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that offices and bodies are made of: a line made of one of them is no person's name.
_NOT_NAMES = _words(
    "bo so cuc vu ban phong uy hoi dong truong pho thu tuong chu tich giam doc nhiem vien chanh cong van quyet nghi thong tinh xa "
    "phuong quan huyen thanh dieu can nhan dang chinh quoc bi thuong truc tong thanh-tra kiem toan ngan hang tai noi nhan"
)
_SURNAMES = _words(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh dinh doan lam mai dao cao ha luong luu truong ta "
    "thai to quach chu tong vuong trieu chau kieu van phung lu mac nghiem tang than thach son danh quang bach hua khuc la lo ma "
    "nong be giang hau y dieu ksor siu rmah dam cam cu ong kim on uong au giap khuong ninh nhu tu vi lai khong mau an au chuong tieu"
)
# Offices as they stand in a sentence; the longest that fits is kept.
_OFFICES = (
    "Tổng Bí thư", "Phó Bí thư", "Bí thư", "Thường trực Ban Bí thư", "Chủ tịch nước", "Phó Chủ tịch nước", "Chủ tịch Quốc hội",
    "Phó Chủ tịch Quốc hội", "Thủ tướng Chính phủ", "Thủ tướng", "Phó Thủ tướng", "Phó Thủ tướng Chính phủ", "Bộ trưởng",
    "Thứ trưởng", "Bộ trưởng, Chủ nhiệm", "Phó Chủ nhiệm", "Chủ nhiệm", "Thống đốc", "Phó Thống đốc", "Tổng Thanh tra",
    "Phó Tổng Thanh tra", "Tổng Kiểm toán Nhà nước", "Phó Tổng Kiểm toán Nhà nước", "Chủ tịch", "Phó Chủ tịch",
    "Phó Chủ tịch Thường trực", "Chánh án", "Phó Chánh án", "Viện trưởng", "Phó Viện trưởng", "Giám đốc", "Phó Giám đốc",
    "Tổng Giám đốc", "Phó Tổng Giám đốc", "Cục trưởng", "Phó Cục trưởng", "Tổng cục trưởng", "Phó Tổng cục trưởng",
    "Vụ trưởng", "Phó Vụ trưởng", "Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh Thanh tra", "Trưởng ban", "Phó Trưởng ban",
    "Hiệu trưởng", "Phó Hiệu trưởng", "Trưởng phòng", "Phó Trưởng phòng", "Chi cục trưởng", "Thường trực", "Trưởng Ban",
    "Phó Bí thư Thường trực", "Ủy viên", "Thư ký", "Tổng thư ký", "Trưởng đoàn", "Chủ tịch Hội đồng", "Thượng tướng", "Phó Trưởng ban Thường trực",
    "Chính ủy", "Tư lệnh", "Tham mưu trưởng", "Trưởng Đoàn", "Chủ tọa", "Hội trưởng", "Trưởng Ban Chỉ đạo", "Phó Trưởng Ban Thường trực",
)  # fmt: skip
_BY_FOLD = {fold(office): office for office in sorted(_OFFICES, key=len)}
# How far under the first line of a block its name may stand; recipients may come between in plain text.
_REACH = 14
_REACH_OVER_RECEIVERS = 60


@dataclass(frozen=True, slots=True)
class Signer:
    """`authorities` in the order printed; the last one says in what quality the signer signed."""

    name: str
    position: str
    authorities: tuple[str, ...]
    lines: tuple[Line, ...]
    at: int
    last: int
    office_known: bool
    surname_known: bool

    @property
    def authority(self) -> str | None:
        return self.authorities[-1] if self.authorities else None


def read(lines: list[Line], start: int, *, over: bool = False) -> tuple[Signer, ...]:
    """The signers of the main text that begins at line `start`; those side by side or one under the other are all of them.

    `over` reads on behind headings of appendices.
    """
    at = start
    while at < len(lines):
        if not over and _ends_main(lines[at], at, start):
            return ()
        if signer := _at(lines, at):
            return (signer, *_more(lines, signer))
        at += 1
    return ()


def _ends_main(line: Line, at: int, start: int) -> bool:
    """A heading of an appendix, not the first lines after the title."""
    return at > start + 10 and line.text.isupper() and bool(_APPENDIX.match(line.text))


def _more(lines: list[Line], first: Signer) -> Iterator[Signer]:
    """Signers of a joint document: blocks that follow on the same page, or that stand beside."""
    known, at = {first.name}, first.at + 1
    last = first.last
    while at < min(len(lines), last + 12):
        if _ends_main(lines[at], at, 0) or lines[at].page > first.lines[0].page + 1:
            return
        signer = _at(lines, at)
        if signer and signer.name not in known and signer.lines[0] not in first.lines and signer.authorities:
            known.add(signer.name)
            last = max(last, signer.last)
            yield signer
        at += 1


def _at(lines: list[Line], at: int) -> Signer | None:
    """The block of a signature whose first line is line `at`."""
    line = _without_receivers(lines[at])
    authority = _AUTHORITY.match(line.text)
    if authority is None and not (line.text.isupper() or fold(line.text) in _BY_FOLD):
        return None
    if authority is None and _office(line.text) is None:
        return None
    block = [line]
    for place, below in _below(lines, at, line):
        following = _without_receivers(below)
        name = _name(following)
        if name and (len(block) > 1 or authority or _office(line.text)):
            return _signer(name, block, following, at, place)
        if _is_office_line(following, block):
            block.append(following)
        elif not _passes(following):
            return None
    return None


def _below(lines: list[Line], at: int, line: Line) -> Iterator[tuple[int, Line]]:
    """The lines under `line` in its column, or simply after it where there are no boxes."""
    passed = 0
    for place in range(at + 1, min(len(lines), at + _REACH_OVER_RECEIVERS)):
        following = lines[place]
        if following.page > line.page + 1 or furniture.is_rule(following):
            continue
        if not _in_column(line, following):
            continue
        if not _RECEIVERS.match(following.folded):
            passed += 1
        yield place, following
        if passed > _REACH:
            return


def _in_column(line: Line, following: Line) -> bool:
    if not (line.box and following.box) or following.page != line.page:
        return True
    return line.box[0] - 40 < following.middle < line.box[2] + 40 and following.box[1] >= line.box[1] - 2


def _passes(line: Line) -> bool:
    """What may stand between office and name: `(đã ký)`, recipients, scraps of a seal's picture."""
    scrap = len(line.text) < 4
    return bool(_SIGNED.fullmatch(line.text)) or bool(_RECEIVERS.match(line.folded)) or scrap or _in_receivers(line)


def _in_receivers(line: Line) -> bool:
    """The second line of an entry of the recipients: in small letters or ended by a semicolon."""
    return (
        line.text[:1].islower() or line.text.endswith((";", ",", ");", ").")) or line.text.startswith(("(", "TW", "TT"))
    )


def _without_receivers(line: Line) -> Line:
    """`Nơi nhận: TM. ỦY BAN NHÂN DÂN`, `- Như trên; THỨ TRƯỞNG` in plain text are two columns."""
    if len(line.text) > 120 or line.box or _AUTHORITY.match(line.text):
        return line
    found = _BESIDE.search(line.text)
    return line.part(found.start(1)) if found else line


def _is_office_line(line: Line, block: list[Line]) -> bool:
    if len(line.text) > 70 or len(block) > 8 or _RECEIVERS.match(line.folded):
        return False
    if _AUTHORITY.match(line.text):
        return True
    capitals = line.text.isupper() or (sum(map(str.isupper, line.text)) > 0.7 * sum(map(str.isalpha, line.text)))
    return (capitals or _office(line.text) is not None) and not any(map(str.isdigit, line.text))


def _office(text: str) -> str | None:
    """The office in a line in its usual spelling, with the body that follows it, if the line begins with one."""
    text = _AUTHORITY.sub("", text, count=1).strip(" .,:]y")
    folded = fold(text)
    if folded in _BY_FOLD:
        return _BY_FOLD[folded]
    begun = [office for plain, office in _BY_FOLD.items() if folded.startswith(f"{plain} ")]
    if not begun or len(text) > 70:
        return None
    longest = max(begun, key=len)
    rest = text[len(longest) :].strip()
    return f"{longest} {names.printed(rest)}" if text.isupper() else text[:1].upper() + text[1:]


def _signer(name: str, block: list[Line], line: Line, at: int, last: int) -> Signer:
    authorities = tuple(_abbreviated(found[1]) for part in block if (found := _AUTHORITY.match(part.text)))
    position = _position(block)
    return Signer(
        name=name,
        position=position,
        authorities=authorities,
        lines=(*block, line),
        at=at,
        last=last,
        office_known=any(fold(position).startswith(plain) for plain in _BY_FOLD),
        surname_known=fold(name.partition(" ")[0]) in _SURNAMES,
    )


def _abbreviated(printed: str) -> str:
    upper = printed.upper()
    return _NAMED.get(upper, f"{upper}.")


def _position(block: list[Line]) -> str:
    """The last office above the name; where the only one is the deputised one's, there is none."""
    offices = [(bool(_AUTHORITY.match(line.text)), _office(line.text)) for line in block]
    own = [office for delegated, office in offices if office and not delegated]
    if own:
        return own[-1]
    if any(office for _, office in offices) and len(block) == 1:
        return offices[0][1] or ""
    rest = [line.text for line in block if not _AUTHORITY.match(line.text)]
    return modern_tones(rest[-1].capitalize()) if rest else (offices[-1][1] or "")


def _name(line: Line) -> str | None:
    """A person's name that is all of a line, without ranks and degrees; `Nguyễn Văn A` of a sample form is none."""
    text = _RANK.sub("", _SCRAP.sub("", line.text).strip(" ./,"), count=4).strip()
    words = text.split(" ")
    if not 2 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return None
    if len(words[-1]) == 1 and words[-1] not in {"Y", "Ý", "Ơ", "Á", "Ô", "Ê", "Ú"}:
        return None
    capitals = text.isupper()
    folded = [fold(word) for word in words]
    if _office(text) or " ".join(folded) in _BY_FOLD or (capitals and _is_words_of_offices(folded)):
        return None
    if not capitals and any(word.isupper() and len(word) > 1 for word in words):
        return None
    if folded[0] not in _SURNAMES and (sum(word in _NOT_NAMES for word in folded) > len(words) / 2 or capitals):
        return None
    return " ".join(word.capitalize() for word in words) if capitals else text


def _is_words_of_offices(folded: list[str]) -> bool:
    return names.starts_body(" ".join(folded)) and folded[0] not in _SURNAMES
