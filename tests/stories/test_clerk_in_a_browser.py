"""From one command to a published, counted, downloaded document, as a clerk and a reader see it."""

import re

import pytest

from registry.demo.drawing import draw
from tests.processes.running import running, wait_for
from tests.stories.browser import browser

TITLE = "Quy định chế độ báo cáo định kỳ"
PEOPLE = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with running(tmp_path_factory.mktemp("story") / "home", REGISTRY_FOLD_AFTER_SECONDS="1") as started:
        yield started


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


def first_password(registry) -> str:
    return re.search(r"login admin, password (\S+)", registry.output.read_text())[1]


def test_a_clerk_publishes_and_a_reader_finds_reads_and_downloads(registry, chromium, tmp_path):
    import datetime as dt

    content = draw("12/2024/TT-BTC", "Thông tư", "Bộ Tài chính", "Hà Nội", dt.date(2024, 5, 3), TITLE)
    sent = tmp_path / "thông tư.pdf"
    sent.write_bytes(content)

    desk = chromium.new_page()
    sign_in(desk, registry)
    publish(desk, registry, sent)

    reader = chromium.new_context(user_agent=PEOPLE, accept_downloads=True).new_page()
    reader.goto(registry.url)
    block = reader.locator("section", has=reader.get_by_role("heading", name="Văn bản mới"))
    block.get_by_text("12/2024/TT-BTC").wait_for()
    assert "lượt xem: 0 | lượt tải: 0" in block.inner_text()
    block.get_by_role("link", name="12/2024/TT-BTC").first.click()
    reader.get_by_text(TITLE).first.wait_for()
    wait_for(lambda: (reader.reload(), reader.locator("img[src*='/anh/']").count())[1], 60, registry.output)
    assert "Điều 1. Phạm vi điều chỉnh" in reader.content()

    with reader.expect_download() as started:
        reader.get_by_role("link", name=re.compile("Tải về")).first.click()
    assert started.value.suggested_filename == "Thông tư 12-2024-TT-BTC.pdf"
    started.value.save_as(tmp_path / "received.pdf")
    assert (tmp_path / "received.pdf").read_bytes() == content

    def counted() -> bool:
        other = chromium.new_context(user_agent=PEOPLE).new_page()  # with no page of a minute ago in its cache
        other.goto(registry.url)
        return bool(re.search(r"lượt xem: [1-9]\d* \| lượt tải: 1", other.inner_text("main")))

    wait_for(counted, 60, registry.output)


def sign_in(page, registry) -> None:
    page.goto(f"{registry.url}/ban-lam-viec")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill(first_password(registry))
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/ban-lam-viec**")


def publish(page, registry, file) -> None:
    page.goto(f"{registry.url}/ban-lam-viec/van-ban/moi")
    page.locator("#file").set_input_files(file)
    page.locator("#number").fill("12/2024/TT-BTC")
    page.locator("#type").select_option("thong-tu")
    page.locator("#title").fill(TITLE)
    page.locator("#issuers").fill("Bộ Tài chính")
    page.locator("#issued_on").fill("03/05/2024")
    page.locator("button[value=publish]").click()
    page.wait_for_url(re.compile(r"/ban-lam-viec/van-ban/(?!moi)"))
    page.get_by_text("Đã công bố").first.wait_for()
