"""The search box in a real browser: suggestions by keys and by mouse, under the strict policy; and without scripts."""

from collections.abc import Iterator

import pytest

from registry import jobs
from tests.conftest import settings_in
from tests.site import making
from tests.stories import browser as browsers


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    home = jobs.open_instance(settings_in(tmp_path_factory.mktemp("home")))
    jobs.install(home)
    making.published(home)
    making.published(home, number="26/2024/TT-BTC", title="Quy định về thuế <b>đất</b>")
    with browsers.served(home) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    with browsers.browser() as started:
        yield started


def test_suggestions_are_chosen_by_keys_and_announced(served, chromium):
    page = chromium.new_page()
    said = []
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))
    page.goto(f"{served}/en/tim-kiem")
    box = page.get_by_role("combobox", name="Number of a document")
    box.type("26/2024")
    option = page.get_by_role("option", name="26/2024/TT-BTC")
    option.wait_for()
    assert "<b>đất</b>" in option.inner_text()
    assert box.get_attribute("aria-expanded") == "true"
    assert "1 suggestions" in page.locator("[role=status]").first.text_content()
    box.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "26/2024"
    box.type("/tt")
    option.wait_for()
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/en/van-ban/*/*26-2024*")
    assert said == []


def test_enter_without_a_choice_searches_and_a_click_leads_to_the_issuer(served, chromium):
    page = chromium.new_page()
    page.goto(served)
    box = page.get_by_role("combobox")
    box.type("tài ch")
    page.get_by_role("option", name="Bộ Tài chính").wait_for()
    box.press("Enter")
    page.wait_for_url("**/tim-kiem?q=*")
    page.locator("#q").fill("")
    page.locator("#q").type("bộ tài")
    page.get_by_role("option", name="Bộ Tài chính").click()
    page.wait_for_url("**/co-quan/bo-tai-chinh")


def test_the_box_searches_without_scripts(served, chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(served)
    page.get_by_role("searchbox").fill("thuế đất")
    page.get_by_role("button", name="Tìm").click()
    assert page.get_by_text("26/2024/TT-BTC").first.is_visible()
