"""The words that decide what relates to what, as a table of phrases: verbs with their relation, voice, objects, connectors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import NamedTuple

from registry.law.vietnamese import modern_tones, nfc
from registry.law.vocabulary import Vocabulary


class Kind(IntEnum):
    VERB = auto()  # value: the relation
    EXPIRES = auto()  # "hết hiệu lực" stands after what it speaks of
    PASSIVE = auto()
    BY = auto()  # "bởi", "bằng": who acts
    ACCORDING = auto()  # "theo"
    AT = auto()  # "tại", "trong"
    STATED_AT = auto()  # "quy định tại"
    PART = auto()  # "một số điều", "cụm từ"
    ALIAS = auto()  # "sau đây gọi tắt là"
    THIS = auto()
    TYPE = auto()
    NOUN = auto()  # a text without a type: "văn bản"
    UNIT = auto()  # "Điều", "khoản"
    ISSUE = auto()  # "ban hành"
    IN_FORCE = auto()
    LISTED = auto()  # "sau", "sau đây": a list follows
    AS_FOLLOWS = auto()  # "như sau": new wording follows
    AND = auto()
    OF = auto()
    LINK = auto()  # words that may stand between a verb and its object
    COMMA = auto()
    SEMICOLON = auto()
    COLON = auto()
    STOP = auto()
    OPEN = auto()
    CLOSE = auto()
    QUOTE = auto()
    UNQUOTE = auto()
    HEADING = auto()  # "Điều 5."; value: its level
    ITEM = auto()  # "1.", "a)", "-"; value: its level
    LINE = auto()  # a line starts with a verb in a capital
    TITLE = auto()  # a type's name in capitals on a line of its own
    OTHER = auto()


AMENDS, REPEALS, REPLACES, GUIDES, DETAILS = "amends", "repeals", "replaces", "guides", "details"
BASIS, CONSOLIDATES, CORRECTS, SUSPENDS, ISSUES_WITH = "basis", "consolidates", "corrects", "suspends", "issues_with"

_PHRASES: tuple[tuple[Kind, str, str], ...] = (
    (Kind.VERB, AMENDS, "sửa đổi|bổ sung|sửa đổi bổ sung"),
    (Kind.VERB, REPEALS, "bãi bỏ|hủy bỏ|bỏ cụm từ|bỏ từ|bỏ các cụm từ|bỏ điểm|bỏ khoản|bỏ điều|bỏ nội dung"),
    (Kind.VERB, REPLACES, "thay thế|thay thế cho|thay cụm từ|thay cho"),
    (Kind.VERB, GUIDES, "hướng dẫn|hướng dẫn thực hiện|hướng dẫn thi hành|hướng dẫn áp dụng"),
    (Kind.VERB, DETAILS, "quy định chi tiết|chi tiết thi hành|chi tiết hướng dẫn thi hành"),
    (Kind.VERB, CONSOLIDATES, "hợp nhất"),
    (Kind.VERB, CORRECTS, "đính chính"),
    (
        Kind.VERB,
        SUSPENDS,
        (
            "ngưng hiệu lực|tạm ngưng hiệu lực|ngưng thi hành|ngừng hiệu lực|tạm đình chỉ|đình chỉ|đình chỉ việc thi hành"
            "|đình chỉ thi hành|tạm ngưng thực hiện|ngưng hiệu lực thi hành|tạm ngừng hiệu lực"
        ),
    ),
    (Kind.VERB, ISSUES_WITH, "ban hành kèm theo|kèm theo|ban hành kèm|ban hành theo"),
    (Kind.VERB, BASIS, "căn cứ|căn cứ vào"),
    (Kind.EXPIRES, REPEALS, "hết hiệu lực|hết hiệu lực thi hành|chấm dứt hiệu lực|không còn hiệu lực"),
    (Kind.PASSIVE, "", "được|bị"),
    (Kind.BY, "", "bởi|bằng|từ"),
    (Kind.ACCORDING, "", "theo|theo quy định|theo quy định của|theo quy định tại|theo hướng dẫn tại|phù hợp với"),
    (Kind.AT, "", "tại|trong|thuộc"),
    (
        Kind.STATED_AT,
        "",
        (
            "quy định tại|nêu tại|được quy định tại|hướng dẫn tại|quy định trong"
            "|được nêu tại|ghi tại|được ghi tại|đã được quy định tại|đã quy định tại|ban hành tại|được ban hành tại"
        ),
    ),
    (
        Kind.PART,
        "",
        (
            "một số|một phần|cụm từ|các cụm từ|các nội dung|nội dung|các quy định|quy định về|tên|số thứ tự|mức thuế suất"
            "|mức thuế|các điều|các khoản|các điểm|những quy định|một|từ"
        ),
    ),
    (
        Kind.ALIAS,
        "",
        (
            "sau đây gọi tắt là|sau đây gọi là|sau đây gọi chung là|sau đây viết tắt là|sau đây viết gọn là|gọi tắt là"
            "|viết tắt là|dưới đây gọi tắt là|dưới đây gọi là|gọi là|gọi chung là|viết gọn là|sau đây được gọi là|gọi tắt"
        ),
    ),
    (Kind.THIS, "", "này"),
    (Kind.NOUN, "", "văn bản|văn bản quy phạm pháp luật"),
    (Kind.ISSUE, "", "ban hành|dự thảo"),
    (Kind.IN_FORCE, "", "có hiệu lực|tiếp tục có hiệu lực|tiếp tục thực hiện|tiếp tục áp dụng|có hiệu lực thi hành"),
    (Kind.LISTED, "", "sau|sau đây|dưới đây|gồm|bao gồm"),
    (Kind.AS_FOLLOWS, "", "như sau|cụ thể như sau"),
    (Kind.AND, "", "và|hoặc|hay|cùng|cùng với"),
    (Kind.OF, "", "của"),
    (
        Kind.LINK,
        "",
        (
            "các|thi hành|thực hiện|việc|biện pháp|biện pháp thi hành|toàn bộ|về|cho|đối với|đã|cả|những|hiệu lực"
            "|hiệu lực thi hành|để tổ chức|tổ chức|cụ thể|vào|sang|tiếp|trước đây|kể từ|số|thành|năm|lần đầu|lần thứ nhất|lần thứ hai|lần thứ ba|lần thứ tư|lần thứ năm|lần thứ sáu"
        ),
    ),
    (
        Kind.TYPE,
        "",
        "thông tư liên bộ|thông tư liên ngành|sắc luật|chỉ thị liên tịch|quyết định liên tịch|nghị quyết liên tịch",
    ),
)
# Types whose names are ordinary words too (kế hoạch, báo cáo) decide nothing in a sentence.
_DECIDING = frozenset(
    [
        *("hien-phap", "bo-luat", "luat", "phap-lenh", "nghi-quyet", "nghi-quyet-lien-tich", "lenh", "nghi-dinh"),
        *("quyet-dinh", "chi-thi", "thong-tu", "thong-tu-lien-tich", "sac-lenh", "sac-luat", "ket-luan", "cong-van"),
        *("cong-dien", "van-ban-hop-nhat", "thong-tri"),
    ]
)
_UNIT_PHRASES = "điểm|khoản|điều|mục|tiểu mục|chương|phần|phụ lục|tiết|đoạn|mẫu|mẫu số|biểu|biểu thuế|danh mục|điền"


class Entry(NamedTuple):
    words: tuple[str, ...]
    kind: Kind
    value: str


@dataclass(slots=True)
class Node:
    """A word of the tree of phrases: the phrase that ends with it, if any, and the words that may follow."""

    entry: Entry | None = None
    phrases: dict[str, "Node"] = field(default_factory=dict)


def tree(entries: Iterable[Entry]) -> Node:
    """The phrases as a tree; of two with the same words the first one holds."""
    root = Node()
    for entry in entries:
        node = root
        for word in entry.words:
            node = node.phrases.setdefault(word, Node())
        node.entry = node.entry or entry
    return root


def entries(vocabulary: Vocabulary) -> Iterable[Entry]:
    for kind, value, phrases in (*_PHRASES, (Kind.UNIT, "", _UNIT_PHRASES)):
        for phrase in phrases.split("|"):
            yield Entry(tuple(phrase.split()), kind, value)
    for one in vocabulary.types:
        if one.code in _DECIDING:
            yield Entry(tuple(folded(one.name).split()), Kind.TYPE, one.name)


def folded(text: str) -> str:
    """Small letters, one form of Unicode, tones in their modern place; marks stay, since they tell này from nay."""
    return modern_tones(nfc(text)).lower()
