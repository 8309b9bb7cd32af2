"""The catalogs hold every sentence of the code and the templates, with the same places, and nothing half done."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACE = re.compile(r"%\((\w+)\)")


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    text = (ROOT / "registry" / "translations" / "vi" / "LC_MESSAGES" / "messages.po").read_bytes()
    return read_po(io.BytesIO(text), locale="vi", abort_invalid=True)


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every marked sentence of the house, as babel.cfg finds them; of plural forms the singular."""
    methods = [("**.py", "python"), ("site/templates/**.html", "jinja2")]
    found = extract_from_dir(str(ROOT / "registry"), methods, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_every_sentence_has_a_translation(vietnamese, said):
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in vietnamese if message.string}
    assert sorted(said - known) == []


def test_no_translation_is_left_over_or_a_guess(vietnamese, said):
    ids = {
        message.id if isinstance(message.id, str) else message.id[0]: message for message in vietnamese if message.id
    }
    assert sorted(set(ids) - said) == []
    assert [key for key, message in ids.items() if message.fuzzy] == []


def test_translations_have_the_places_of_their_sentences(vietnamese):
    for message in vietnamese:
        if not message.id:
            continue
        asked = message.id if isinstance(message.id, str) else message.id[1]
        told = message.string if isinstance(message.string, str) else message.string[0]
        assert set(PLACE.findall(told)) <= set(PLACE.findall(asked)), asked
        assert not message.string or all(
            told.strip() for told in ([message.string] if isinstance(message.string, str) else message.string)
        )


def test_a_translation_is_not_just_the_english_again(vietnamese):
    same = [message.id for message in vietnamese if message.id and message.id == message.string]
    assert same == []
