"""What the words around a number say of the document: basis, amendment, repeal and the rest, by whom, and how much of it."""

import pytest

from registry.law import citations

T, A, B = "this_acts", "acted_on", "between_others"
NOTHING = (None, None, None)


def related(text):
    return [(one.canonical, one.relation, one.direction, one.scope) for one in citations.find(text)]


RELATIONS = [
    pytest.param("Căn cứ Luật Đầu tư công số 58/2024/QH15;", [("58/2024/QH15", "basis", T, "whole")], id="basis"),
    pytest.param(
        "Căn cứ Nghị định số 1/2020/NĐ-CP và Nghị định số 2/2020/NĐ-CP;",
        [("01/2020/NĐ-CP", "basis", T, "whole"), ("02/2020/NĐ-CP", "basis", T, "whole")],
        id="two under one basis",
    ),
    pytest.param(
        "Căn cứ Luật A số 25/2008/QH12 được sửa đổi, bổ sung bởi Luật số 46/2014/QH13, Luật số 51/2024/QH15;",
        [
            ("25/2008/QH12", "basis", T, "whole"),
            ("46/2014/QH13", "amends", B, "whole"),
            ("51/2024/QH15", "amends", B, "whole"),
        ],
        id="chain of amending acts",
    ),
    pytest.param(
        "Căn cứ Luật A số 25/2008/QH12 đã được sửa đổi, bổ sung một số điều theo Luật số 46/2014/QH13;",
        [("25/2008/QH12", "basis", T, "whole"), ("46/2014/QH13", "amends", B, "part")],
        id="chain that amends in part",
    ),
    pytest.param(
        "Căn cứ Nghị định số 17/2013/NĐ-CP của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 204/2004/NĐ-CP;",
        [("17/2013/NĐ-CP", "basis", T, "whole"), ("204/2004/NĐ-CP", "amends", B, "part")],
        id="title of an amending act",
    ),
    pytest.param(
        "Căn cứ Nghị định số 78/2025/NĐ-CP của Chính phủ quy định chi tiết một số điều được sửa đổi bởi Nghị định số 187/2025/NĐ-CP và Nghị định số 79/2025/NĐ-CP của Chính phủ về kiểm tra văn bản;",
        [
            ("78/2025/NĐ-CP", "basis", T, "whole"),
            ("187/2025/NĐ-CP", "amends", B, "whole"),
            ("79/2025/NĐ-CP", "basis", T, "whole"),
        ],
        id="after a chain the basis goes on",
    ),
    pytest.param(
        "Căn cứ Luật Nhà ở số 27/2023/QH15; Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15;",
        [
            ("27/2023/QH15", "basis", T, "whole"),
            ("31/2024/QH15", "amends", B, "part"),
            ("27/2023/QH15", "amends", B, "part"),
        ],
        id="a law named by what it amends",
    ),
    pytest.param(
        "Theo đề nghị của Vụ trưởng tại Tờ trình số 12/TTr-PC;", [("12/TTr-PC", *NOTHING)], id="submission is a mention"
    ),
    pytest.param(
        "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 100/2024/NĐ-CP",
        [("100/2024/NĐ-CP", "amends", T, "part")],
        id="amends",
    ),
    pytest.param(
        "1. Bổ sung khoản 5 vào Điều 3 Thông tư số 12/2020/TT-BTC như sau:",
        [("12/2020/TT-BTC", "amends", T, "part")],
        id="adds",
    ),
    pytest.param(
        "Sửa đổi cụm từ “Tổng cục” tại Điều 2 Thông tư số 12/2020/TT-BTC.",
        [("12/2020/TT-BTC", "amends", T, "part")],
        id="amends a phrase",
    ),
    pytest.param(
        "Thay thế cụm từ “A” bằng cụm từ “B” tại khoản 1 Điều 2 Thông tư số 12/2020/TT-BTC.",
        [("12/2020/TT-BTC", "replaces", T, "part")],
        id="replaces a phrase",
    ),
    pytest.param(
        "Bỏ cụm từ “lệ phí” tại Điều 101 của Luật Giáo dục số 38/2005/QH11, Điều 64 của Luật Giáo dục đại học số 08/2012/QH13.",
        [("38/2005/QH11", "repeals", T, "part"), ("08/2012/QH13", "repeals", T, "part")],
        id="drops a phrase in two laws",
    ),
    pytest.param(
        "Bãi bỏ Thông tư số 12/2020/TT-BTC.", [("12/2020/TT-BTC", "repeals", T, "whole")], id="repeals the whole"
    ),
    pytest.param(
        "Bãi bỏ khoản 3 Điều 5 của Thông tư số 12/2020/TT-BTC.",
        [("12/2020/TT-BTC", "repeals", T, "part")],
        id="repeals a provision",
    ),
    pytest.param("Hủy bỏ Quyết định số 12/QĐ-BTC.", [("12/QĐ-BTC", "repeals", T, "whole")], id="annuls"),
    pytest.param(
        "Bãi bỏ các văn bản sau:\n1. Thông tư số 1/2020/TT-BTC ngày 1 tháng 2 năm 2020;\n2. Thông tư số 2/2020/TT-BTC sửa đổi, bổ sung một số điều của Thông tư số 1/2020/TT-BTC.",
        [
            ("01/2020/TT-BTC", "repeals", T, "whole"),
            ("02/2020/TT-BTC", "repeals", T, "whole"),
            ("01/2020/TT-BTC", "amends", B, "part"),
        ],
        id="list under one verb",
    ),
    pytest.param(
        "Điều 2. Hiệu lực\n1. Bãi bỏ các quy định sau:\na) Điều 3 Nghị định số 1/2018/NĐ-CP;\nb) Nghị định số 2/2018/NĐ-CP.\n2. Nghị định số 3/2018/NĐ-CP tiếp tục có hiệu lực.",
        [
            ("01/2018/NĐ-CP", "repeals", T, "part"),
            ("02/2018/NĐ-CP", "repeals", T, "whole"),
            ("03/2018/NĐ-CP", *NOTHING),
        ],
        id="a list ends with its level",
    ),
    pytest.param(
        "Điều 1. Bãi bỏ toàn bộ văn bản quy phạm pháp luật\nBãi bỏ toàn bộ các Thông tư sau đây:\n1. Thông tư số 1/2020/TT-BTC.\n2. Thông tư số 2/2020/TT-BTC.",
        [("01/2020/TT-BTC", "repeals", T, "whole"), ("02/2020/TT-BTC", "repeals", T, "whole")],
        id="heading and list",
    ),
    pytest.param(
        "Điều 1. Ngưng hiệu lực thi hành\n1. Đối với Thông tư số 8/2022/TT-BKHĐT: ngưng hiệu lực từ ngày 01 tháng 8 năm 2022.",
        [("08/2022/TT-BKHĐT", "suspends", T, "whole")],
        id="heading says the verb",
    ),
    pytest.param(
        "2. Các Nghị định sau hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:\na) Nghị định số 24/2015/NĐ-CP;",
        [("24/2015/NĐ-CP", "repeals", T, "whole")],
        id="list that expires",
    ),
    pytest.param(
        "Thông tư số 36/2021/TT-BTC ngày 31 tháng 12 năm 2021 quy định mức phí hết hiệu lực kể từ ngày Thông tư này có hiệu lực thi hành.",
        [("36/2021/TT-BTC", "repeals", T, "whole")],
        id="expires when this enters into force",
    ),
    pytest.param(
        "Pháp lệnh A số 38/2001/PL-UBTVQH10 và Pháp lệnh B số 10/2009/PL-UBTVQH12 hết hiệu lực kể từ ngày Luật này có hiệu lực.",
        [("38/2001/PL-UBTVQH10", "repeals", T, "whole"), ("10/2009/PL-UBTVQH12", "repeals", T, "whole")],
        id="two expire",
    ),
    pytest.param(
        "Thông tư này thay thế Thông tư số 12/2020/TT-BTC.", [("12/2020/TT-BTC", "replaces", T, "whole")], id="replaces"
    ),
    pytest.param(
        "Thông tư này có hiệu lực từ ngày 1 tháng 7 năm 2026 và thay thế Thông tư số 1/2020/TT-BTC, bãi bỏ Thông tư số 2/2020/TT-BTC.",
        [("01/2020/TT-BTC", "replaces", T, "whole"), ("02/2020/TT-BTC", "repeals", T, "whole")],
        id="replaces one and repeals another",
    ),
    pytest.param(
        "Thông tư số 1/2020/TT-BTC được thay thế bởi Thông tư này.",
        [("01/2020/TT-BTC", "replaces", T, "whole")],
        id="is replaced by this",
    ),
    pytest.param(
        "Nghị định số 1/2020/NĐ-CP được bãi bỏ bởi Nghị định số 2/2021/NĐ-CP.",
        [("01/2020/NĐ-CP", *NOTHING), ("02/2021/NĐ-CP", "repeals", B, "whole")],
        id="is repealed by another",
    ),
    pytest.param(
        "Thông tư này quy định chi tiết một số điều của Nghị định số 1/2020/NĐ-CP.",
        [("01/2020/NĐ-CP", "details", T, "part")],
        id="details",
    ),
    pytest.param(
        "Thông tư này quy định chi tiết và hướng dẫn thi hành Nghị định số 1/2020/NĐ-CP.",
        [("01/2020/NĐ-CP", "details", T, "whole")],
        id="of two verbs the first decides",
    ),
    pytest.param(
        "Thông tư này hướng dẫn thực hiện một số điều của Quyết định số 57/2013/QĐ-TTg.",
        [("57/2013/QĐ-TTg", "guides", T, "part")],
        id="guides",
    ),
    pytest.param(
        "THÔNG TƯ\nHướng dẫn một số nội dung tại Nghị định số 289/2025/NĐ-CP\n",
        [("289/2025/NĐ-CP", "guides", T, "part")],
        id="guides in the title",
    ),
    pytest.param(
        "Bộ trưởng Bộ Tài chính ban hành Thông tư sửa đổi, bổ sung một số điều của Thông tư số 1/2020/TT-BTC.",
        [("01/2020/TT-BTC", "amends", T, "part")],
        id="formula of issue",
    ),
    pytest.param(
        "Thông tư Bãi bỏ Thông tư số 83/2014/TT-BTC, ngày 26 tháng 6 năm 2014 của Bộ trưởng Bộ Tài chính",
        [("83/2014/TT-BTC", "repeals", T, "whole")],
        id="title of a repealing circular",
    ),
    pytest.param(
        "Đính chính Thông tư số 12/2020/TT-BTC như sau:", [("12/2020/TT-BTC", "corrects", T, "whole")], id="corrects"
    ),
    pytest.param(
        "QUYẾT ĐỊNH\nVề việc đính chính Nghị định số 1/2020/NĐ-CP\n",
        [("01/2020/NĐ-CP", "corrects", T, "whole")],
        id="corrects in the title",
    ),
    pytest.param(
        "Tạm ngưng hiệu lực Thông tư số 12/2020/TT-BTC đến hết năm 2026.",
        [("12/2020/TT-BTC", "suspends", T, "whole")],
        id="suspends",
    ),
    pytest.param(
        "Văn bản này được hợp nhất từ 02 Thông tư sau:\n- Thông tư số 1/2020/TT-BTC;\n- Thông tư số 2/2021/TT-BTC.",
        [("01/2020/TT-BTC", "consolidates", T, "whole"), ("02/2021/TT-BTC", "consolidates", T, "whole")],
        id="consolidates",
    ),
    pytest.param(
        "Số: 333/QĐ-BTC\nĐiều 1.\nPhụ lục\n(Kèm theo Quyết định số 333/QĐ-BTC ngày 1 tháng 2 năm 2026)",
        [("333/QĐ-BTC", "issues_with", A, "whole")],
        id="head of an appendix",
    ),
    pytest.param(
        "áp dụng bảng lương ban hành kèm theo Nghị định số 204/2004/NĐ-CP",
        [("204/2004/NĐ-CP", "issues_with", B, "whole")],
        id="table issued with another",
    ),
    pytest.param(
        "quy định tại Phụ lục V ban hành kèm theo Nghị định số 8/2022/NĐ-CP",
        [("08/2022/NĐ-CP", "issues_with", B, "part")],
        id="annex issued with another",
    ),
    pytest.param(
        "Sửa đổi mức thuế tại Biểu thuế ban hành kèm theo Nghị định số 26/2023/NĐ-CP.",
        [("26/2023/NĐ-CP", "amends", T, "part")],
        id="the outer verb wins",
    ),
    pytest.param(
        "theo quy định tại khoản 2 Điều 4 Nghị định số 134/2015/NĐ-CP",
        [("134/2015/NĐ-CP", *NOTHING)],
        id="according to is a mention",
    ),
    pytest.param(
        "Thực hiện Nghị quyết số 03/2021/UBTVQH15 của Quốc hội",
        [("03/2021/UBTVQH15", *NOTHING)],
        id="carrying out is a mention",
    ),
    pytest.param(
        "Căn cứ Nghị định số 115/2015/NĐ-CP (sau đây gọi tắt là Nghị định số 115/2015/NĐ-CP);",
        [("115/2015/NĐ-CP", "basis", T, "whole"), ("115/2015/NĐ-CP", *NOTHING)],
        id="short name is a mention",
    ),
    pytest.param(
        "Căn cứ Nghị định số 1/2015/NĐ-CP (sau đây gọi tắt là Nghị định số 1/2015/NĐ-CP) và Nghị định số 2/2015/NĐ-CP;",
        [("01/2015/NĐ-CP", "basis", T, "whole"), ("01/2015/NĐ-CP", *NOTHING), ("02/2015/NĐ-CP", "basis", T, "whole")],
        id="after a short name the sentence goes on",
    ),
    pytest.param(
        "Sửa đổi Nghị định số 1/2015/NĐ-CP (đã được sửa đổi tại Nghị định số 2/2016/NĐ-CP) và Nghị định số 3/2017/NĐ-CP.",
        [
            ("01/2015/NĐ-CP", "amends", T, "whole"),
            ("02/2016/NĐ-CP", "amends", B, "whole"),
            ("03/2017/NĐ-CP", "amends", T, "whole"),
        ],
        id="after brackets the sentence goes on",
    ),
    pytest.param(
        "Danh mục văn bản hết hiệu lực\n1. Thông tư số 1/2010/TT-BTC về phí.",
        [("01/2010/TT-BTC", *NOTHING)],
        id="list of expired documents is a mention",
    ),
    pytest.param(
        "Điều này được bãi bỏ theo quy định tại khoản 3 Điều 1 Thông tư số 9/2021/TT-BTC",
        [("09/2021/TT-BTC", "repeals", A, "part")],
        id="this article is repealed by",
    ),
    pytest.param(
        "Khoản này được sửa đổi, bổ sung theo quy định tại Thông tư số 9/2021/TT-BTC sửa đổi, bổ sung một số điều của Thông tư số 8/2020/TT-BTC",
        [("09/2021/TT-BTC", "amends", A, "part"), ("08/2020/TT-BTC", "amends", B, "part")],
        id="footnote of a consolidated text",
    ),
    pytest.param(
        "VĂN BẢN HỢP NHẤT\nThông tư số 8/2020/TT-BTC ngày 15 tháng 10 năm 2020 của Bộ trưởng Bộ Tài chính, có hiệu lực kể từ ngày 01 tháng 12 năm 2020 được sửa đổi, bổ sung bởi:\nThông tư số 9/2021/TT-BTC ngày 07 tháng 9 năm 2021.\nCăn cứ Luật Tố cáo số 25/2018/QH14;",
        [("08/2020/TT-BTC", *NOTHING), ("09/2021/TT-BTC", "amends", B, "whole"), ("25/2018/QH14", "basis", T, "whole")],
        id="head of a consolidated text",
    ),
    pytest.param(
        "Luật số 32/2013/QH13 có căn cứ ban hành như sau:\n“Căn cứ Luật A số 51/2001/QH10;\nQuốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật B số 14/2008/QH12.”",
        [("32/2013/QH13", *NOTHING), ("51/2001/QH10", "basis", B, "whole"), ("14/2008/QH12", "amends", B, "part")],
        id="quoted basis",
    ),
    pytest.param(
        "1. Sửa đổi Điều 1 như sau:\n“Thông tư này hướng dẫn một số điều của Nghị định số 28/2015/NĐ-CP.”\n2. Bãi bỏ Thông tư số 1/2015/TT-BTC.",
        [("28/2015/NĐ-CP", "guides", B, "part"), ("01/2015/TT-BTC", "repeals", T, "whole")],
        id="new text is quoted",
    ),
    pytest.param(
        "các văn bản sửa đổi, bổ sung, thay thế Nghị định số 26/2023/NĐ-CP",
        [("26/2023/NĐ-CP", "amends", B, "whole")],
        id="other documents that amend",
    ),
    pytest.param(
        "Bãi bỏ Thông tư số 62/2023/TT-BTC của Bộ trưởng Bộ Tài chính sửa đổi, bổ sung một số điều của Thông tư số 25/2021/TT-BTC.",
        [("62/2023/TT-BTC", "repeals", T, "whole"), ("25/2021/TT-BTC", "amends", B, "part")],
        id="repeals an amending circular",
    ),
    pytest.param("BÃI BỎ THÔNG TƯ SỐ 12/2020/TT-BTC", [("12/2020/TT-BTC", "repeals", T, "whole")], id="in capitals"),
    pytest.param(
        "Cơ sở sửa đổi, bổ sung hồ sơ theo quy định tại Nghị định số 1/2020/NĐ-CP",
        [("01/2020/NĐ-CP", *NOTHING)],
        id="papers are amended according to a decree",
    ),
    pytest.param(
        "Điều 2. Căn cứ pháp lý\n1. Căn cứ Điều 5 Nghị định số 1/2020/NĐ-CP, Giám đốc quyết định.",
        [("01/2020/NĐ-CP", *NOTHING)],
        id="a procedure that rests on a decree is no basis",
    ),
]
RELATIONS += [
    pytest.param(
        "6. Thông tư này thay thế:\na) Thông tư số 1/2014/TT-BTC ngày 2 tháng 3 năm 2014 quy định chi tiết Luật A và"
        " sửa đổi, bổ sung một số điều của Thông tư số 2/2013/TT-BTC;\nb) Điều 5 Thông tư số 3/2016/TT-BTC.",
        [
            ("01/2014/TT-BTC", "replaces", T, "whole"),
            ("02/2013/TT-BTC", "amends", B, "part"),
            ("03/2016/TT-BTC", "replaces", T, "part"),
        ],
        id="a title with two verbs in a list",
    ),
    pytest.param(
        "d) Trường hợp giấy phép hết hiệu lực thi hành, thương nhân lập hồ sơ nêu ở Nghị định số 1/2020/NĐ-CP",
        [("01/2020/NĐ-CP", *NOTHING)],
        id="a licence that expires",
    ),
    pytest.param(
        "IX. Không thực hiện thủ tục Sửa đổi, bổ sung nội dung Giấy phép quy định tại Điều 5 Nghị định số 1/2020/NĐ-CP",
        [("01/2020/NĐ-CP", *NOTHING)],
        id="a licence that is amended",
    ),
    pytest.param(
        "VĂN BẢN HỢP NHẤT\n3 Khoản này được sửa đổi lần thứ hai theo quy định tại Điều 37 của Luật số 68/2020/QH14",
        [("68/2020/QH14", "amends", A, "part")],
        id="amended for the second time",
    ),
    pytest.param(
        "VĂN BẢN HỢP NHẤT\n56 Cụm từ “A” được thay thế bằng cụm từ “B” theo quy định tại Điều 44 Luật số 1/2025/QH15",
        [("01/2025/QH15", "replaces", A, "part")],
        id="a phrase was replaced",
    ),
    pytest.param(
        "Phụ lục I ban hành kèm theo Thông tư số 1/2020/TT-BTC được thay thế bằng Phụ lục I kèm theo Thông tư này.",
        [("01/2020/TT-BTC", "replaces", T, "part")],
        id="an annex is replaced by this one's",
    ),
    pytest.param(
        "Kể từ ngày Thông tư này có hiệu lực thi hành, Thông tư số 1/2020/TT-BTC hết hiệu lực.",
        [("01/2020/TT-BTC", "repeals", T, "whole")],
        id="expires, the day said first",
    ),
    pytest.param(
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán, Luật Quản lý thuế số 56/2024/QH15;",
        [("56/2024/QH15", "basis", T, "whole")],
        id="the number of a law that amends several",
    ),
    pytest.param(
        "Bãi bỏ các quy định sau:\na) Các nội dung về mẫu biểu tại Thông tư số 3/2020/TT-BTC;",
        [("03/2020/TT-BTC", "repeals", T, "part")],
        id="an item that names contents",
    ),
    pytest.param(
        "Quyết định này thay thế Quy định 66-QĐ/TW ngày 06/02/2017 và Quy định số 223-QĐ/TW, ngày 06/3/2020.",
        [("66-QĐ/TW", "replaces", T, "whole"), ("223-QĐ/TW", "replaces", T, "whole")],
        id="Party rules are replaced",
    ),
    pytest.param(
        "Trong thời gian ngưng hiệu lực của Thông tư số 8/2022/TT-BTC, áp dụng Thông tư số 9/2020/TT-BTC.",
        [("08/2022/TT-BTC", "suspends", B, "whole"), ("09/2020/TT-BTC", *NOTHING)],
        id="while another is suspended",
    ),
]


@pytest.mark.parametrize(("text", "expected"), RELATIONS)
def test_the_words_around_a_number_say_what_relates_to_what(text, expected):
    assert related(text) == expected
