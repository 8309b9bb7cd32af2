"""Numbers tried on real lists of documents. What is not read as it should be is listed here by hand, with the reason."""

import csv
import json
import re
from datetime import date
from functools import cache

import pytest

from registry.law.candidates import candidates
from registry.law.numbers import Family, parse
from registry.law.vietnamese import fold
from registry.law.vocabulary import Vocabulary
from tests import corpus

SHIPPED = Vocabulary.shipped()

# Read with the wrong family, type or issuer.
MISREAD = {
    "804 QĐ/ĐĐ": "ĐĐ was the survey department; after a hyphen and a slash it is a Đảng đoàn",
    "840/GD&": "cut off in the source: GD&ĐT",
    "9309/QĐHĐ": "a decision of a council, its type and body in one word",
    "06/2024/COI-BT": "a company's own system",
    "119/2020/NQ14": "a slip for QH14",
    "1672/TH-DN": "body unknown; TH is a unit elsewhere",
    "200/QĐ-KT": "KT is a unit elsewhere; the body is not known",
    "344 QĐ/KT": "KT is a unit elsewhere; the body is not known",
    "02/2020/QĐ-BPKCTT": "a court's interim measure, numbered by the form",
}

# The list of types or of issuers has another opinion than the number itself, and the number is right.
WRONG_IN_THE_LIST = {
    "23-L/CTN": "the order that promulgates the law is listed as the law",
    "31-L/CTN": "the order that promulgates the ordinance is listed as the ordinance",
    "75/2019/QH14": "listed with the date of another law",
    "91/2025/UBTVQH15": "listed under the National Assembly",
    "11/2016/UBTVQH13": "listed under the National Assembly",
    "30/2022/NĐ-CP": "listed under the ministry that drafted it",
    "113/2017/NĐ-CP": "listed under the ministry that drafted it",
    "22/2014/TT-BVHTTDL": "the ministry's name is cut short",
    "26/2009/TT-BNN": "the ministry's name is cut short",
    "06/2018/TT-BNNPTN": "a letter of the code is missing",
    "198/2009/TTLT/BTC-BCT-BKH": "BKH is listed as Science, it was Planning",
    "29/2013/TTLT-BYT-BVHTTDL-BCA-BLĐTBXH": "Finance is listed instead of Culture",
}


@cache
def written():
    """Every number of the corpus as it was written, once."""
    found = {}
    for row in rows("all_numbers.tsv"):
        found.update(dict.fromkeys([row["so_chuan"], *row["nguyen_van"].split(" | ")]))
    for document in documents():
        found.update(dict.fromkeys(document["bien_the"]))
    for row in rows("vbpl_khcn_titles.tsv"):
        found[row["so_ky_hieu"]] = None
    for row in rows("sonla_congbao.tsv"):
        found[row["so_hieu"]] = None
    for row in rows("mentions.tsv"):
        found[row["so_nhu_viet"]] = None
    with corpus.path("numbers/binhduong_van_ban.csv").open(encoding="utf-8") as lines:
        found.update(dict.fromkeys(row["so_ky_hieu"] for row in csv.DictReader(lines)))
    return [text.replace("⏎", "\n") for text in found if text and text.strip()]


def rows(name):
    with corpus.path(f"numbers/{name}").open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def documents():
    text = corpus.path("numbers/phapdien_documents.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


# What a number of each plain shape must be, told without the parser: separators, a year, and where the letters stand.
PLAIN = [
    (r"\d+[a-z]?/\d{4}/(?:UBTV)?QH\d+", Family.NATIONAL_ASSEMBLY, 0),
    (r"\d+[a-z]?/\d{4}/(?:NQ|PL)-(?:UBTV)?QH\d*", Family.NATIONAL_ASSEMBLY, 1),
    (r"\d+[a-z.\d]*/\d{4}/(?:NĐ|TT|QĐ|CT|NQ|TTLT|TTLB|NQLT)[-/](?!LT)[A-ZĐƯ&]+g?(?:-[A-ZĐƯ&]+)*", Family.NORMATIVE, 1),
    (
        r"\d+/(?:QĐ|CT|KH|TB|NQ|BC|TTr|CTr|CĐ|GM|PA)-(?:UBND|HĐND|CP|TTg|B[A-ZĐ]+|NHNN|KTNN|UBDT)",
        Family.ADMINISTRATIVE,
        1,
    ),
    (r"\d+/VBHN-[A-ZĐ]+", Family.CONSOLIDATED, 1),
    (r"\d+/(?:UBND|VPCP|B[A-ZĐ]{2,})-(?!TT|QĐ)[A-ZĐ]+", Family.OFFICIAL_LETTER, 0),
    (r"\d+-[A-ZĐ]+/TW", Family.PARTY, 1),
    (r"\d+[-/](?:TTg|CP|HĐBT)", Family.OLD, 0),
    (r"\d+[-/](?:QĐ|NĐ|TT|TTLB)", Family.OLD, 1),
    (r"\d+[-/](?:KHKT|TĐC|BYT|LĐTBXH)[-/](?:QĐ|TT)", Family.OLD, 2),
]


def expected(text):
    """Family, type and issuers of a number of a plain shape; None for any other shape."""
    plain = re.sub(r"\s*([/-])\s*", r"\1", text).replace("Ð", "Đ")
    for pattern, family, place in PLAIN:
        if re.fullmatch(pattern, plain):
            groups = re.split("[/-]", plain)
            words = [word for word in groups[1:] if not re.fullmatch(r"\d{4}", word)]
            kind = words[place - 1] if place else None
            bodies = [word for at, word in enumerate(words) if at != place - 1 or not place]
            return family, kind, bodies
    return None


def test_plain_shapes_are_read_with_family_type_and_issuers():
    checked, wrong = 0, []
    for text in written():
        if (known := expected(text)) is None:
            continue
        checked += 1
        family, kind, bodies = known
        number = parse(text)
        read = [code.upper() for code in number.issuers + number.units]
        if (number.family, number.type, read) != (
            family,
            kind,
            [body.upper() for body in bodies],
        ) and text not in MISREAD:
            wrong.append((text, str(number.family), number.type, read))
    assert checked > 7000
    assert wrong == []


def test_what_is_misread_is_listed_and_less_than_one_in_two_hundred():
    assert set(MISREAD) <= set(written())
    assert len(MISREAD) / len(written()) < 0.005


def test_every_number_is_read_and_what_breaks_a_rule_is_rare():
    read = {text: parse(text) for text in written()}
    assert [text for text, number in read.items() if not number.ordinal and text != "Không số"] == []
    slips = [text for text, number in read.items() if {"type", "issuer"} & {p.part for p in number.problems}]
    assert len(slips) / len(read) < 0.006


def test_printing_and_parsing_again_is_the_identity_on_every_real_number():
    for text in written():
        once = parse(text)
        again = parse(once.canonical)
        assert (again.canonical, again.key, again.loose_key) == (once.canonical, once.key, once.loose_key)
        assert (again.family, again.type, again.issuers, again.units) == (
            once.family, once.type, once.issuers, once.units)  # fmt: skip


def plainly(text):
    """The same with nothing but characters and spaces put right, by other means than the parser's."""
    text = re.sub(r"\s+", "", text.replace("Ð", "Đ")).translate(str.maketrans("СРТ–‑", "CPT--"))
    return re.sub(r"\(\d\)$|\d(?<=TW1)$", "", text).rstrip(".").upper()


def test_no_two_documents_share_an_exact_key_because_of_our_folding():
    """Spellings that share a key must be of one document: equal but for characters, or variants of one entry."""
    one_document = {}
    for row in rows("all_numbers.tsv"):
        for text in row["nguyen_van"].split(" | "):
            one_document[text.replace("⏎", "\n")] = row["so_chuan"]
    by_key = {}
    for text in written():
        by_key.setdefault(parse(text).key, {}).setdefault(plainly(one_document.get(text, text)), text)
    shared = {key: sorted(texts.values()) for key, texts in by_key.items() if len(texts) > 1}
    assert {
        key for key, texts in shared.items() if not all(map(same_document, texts, [texts[-1]] * len(texts)))
    } == set()


def same_document(one, other):
    """Whether two spellings differ only in a running word, a lost separator or a zero in front."""
    bare = [re.sub(r"(?<=[A-ZĐ])[a-zà-ỹ]{2,}.*$", "", plainly_cased(text)) for text in (one, other)]
    letters = [re.sub(r"[^0-9A-ZĐa-z&]|^0+", "", text).upper() for text in bare]
    return letters[0] == letters[1] or letters[0].startswith(letters[1]) or letters[1].startswith(letters[0])


def plainly_cased(text):
    return re.sub(r"\s+", "", text.replace("Ð", "Đ")).translate(str.maketrans("СРТ–‑", "CPT--"))


def listed_type(name):
    folded = {"nq": "nghi quyet", "qd": "quyet dinh", "vb hn": "van ban hop nhat"}.get(fold(name), fold(name))
    names = sorted((fold(kind.name) for kind in SHIPPED.types), key=len, reverse=True)
    return next((known for known in names if folded.startswith(known)), folded)


def words(text):
    return re.sub("[^a-z0-9]+", " ", fold(text)).strip()


def test_the_type_agrees_with_the_codification():
    checked, wrong = 0, []
    for document in documents():
        number = parse(document["so_ky_hieu"])
        if number.type is None or document["so_ky_hieu"] in WRONG_IN_THE_LIST:
            continue
        checked += 1
        if listed_type(document["loai"]) not in {fold(k.name) for k in SHIPPED.meanings(number.type, number.family)}:
            wrong.append((document["so_ky_hieu"], document["loai"]))
    assert checked > 2000
    assert wrong == []


def test_the_issuers_agree_with_the_codification_on_the_day_of_issue():
    """Each code has a candidate of that day whose name stands in the list's own name of the issuer."""
    checked, wrong = 0, []
    for document in documents():
        number, issuer = parse(document["so_ky_hieu"]), words(document["co_quan"] or "")
        if not number.issuers or not issuer or document["so_ky_hieu"] in WRONG_IN_THE_LIST:
            continue
        checked += 1
        day = date.fromisoformat(document["ngay_ban_hanh"]) if document["ngay_ban_hanh"] else None
        if not any(named(body, issuer) for bodies in candidates(number, day) for body in bodies):
            wrong.append((document["so_ky_hieu"], document["co_quan"]))
    assert checked > 2500
    assert wrong == []


def named(body, issuer):
    parent = next((one for one in SHIPPED.issuers if one.code == body.parent), body)
    return any(
        words(name).removesuffix(" viet nam") in issuer for one in (body, parent) for name in (one.name, *one.aliases)
    )


def test_body_codes_of_the_corpus_are_known_where_many_documents_carry_them():
    unknown = [
        row["code"]
        for row in rows("body_codes.tsv")
        if int(row["distinct_documents"]) >= 10
        and not (SHIPPED.knows(row["code"]) or SHIPPED.is_unit(row["code"]) or row["code"].upper() in SHIPPED.codes)
    ]
    assert unknown == []


@pytest.mark.parametrize("text", sorted(MISREAD))
def test_what_is_misread_is_still_read_without_harm(text):
    number = parse(text)
    assert number.ordinal
    assert number.raw == text
