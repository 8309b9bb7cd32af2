"""The interactive documentation in a real browser, under a policy that lets nothing in from elsewhere."""

from collections.abc import Iterator

import pytest

from registry import jobs
from tests.conftest import settings_in
from tests.stories import browser as browsers


@pytest.fixture
def served(tmp_path) -> Iterator[str]:
    home = jobs.open_instance(settings_in(tmp_path))
    jobs.install(home)
    with browsers.served(home) as address:
        yield address


def test_the_documentation_shows_routes_and_tries_one_without_another_host(served):
    with browsers.browser() as chromium:
        page = chromium.new_page()
        asked, said = [], []
        page.on("request", lambda one: asked.append(one.url))
        page.on("console", lambda one: said.append(f"{one.type}: {one.text}"))
        page.on("pageerror", lambda one: said.append(f"error: {one}"))
        page.goto(f"{served}/api/docs")
        page.get_by_text("Published documents that you may see").first.wait_for()
        operation = page.locator("[id='get-/api/v1/types']")
        operation.get_by_role("button", name="TRY").click()
        operation.get_by_text("bo-luat").first.wait_for()
        assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
        assert [line for line in said if line.startswith("error")] == []
