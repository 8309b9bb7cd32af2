import pytest

from registry.law import relations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 2 Điều 5", (("clause", "2"), ("article", "5"))),
        ("điểm a, b khoản 2 Điều 5a", (("point", "a"), ("point", "b"), ("clause", "2"), ("article", "5a"))),
        ("Điều 5, Điều 6 và Điều 7", (("article", "5"), ("article", "6"), ("article", "7"))),
        ("Chương IV", (("chapter", "IV"),)),
        ("Phụ lục", (("annex", ""),)),
        ("Phụ lục số 2", (("annex", "2"),)),
        ("điểm đ khoản 1 Điều 12", (("point", "đ"), ("clause", "1"), ("article", "12"))),
        ("", ()),
        ("mọi thứ", None),
        ("Điều", None),
        ("Điều 5 hoa quả", None),
    ],
)
def test_provisions_are_read_from_small_to_large(text, expected):
    assert relations.provisions(text) == expected
