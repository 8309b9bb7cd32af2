"""Reading over HTTP: lists that page, tags and caches, text, counts, numbers."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry import contents, reading, usage, work
from registry.pdf.facts import Page, Reading
from registry.reading import Picture
from registry.store.tables import Channel, Document, File, FileVersion, Kind, Progress, UsageDay, UsageTotal, Work
from registry.usage import today
from tests.api.sending import DOCUMENTS, created, form, published, upload
from tests.making import pdf

HOST = "http://127.0.0.1:8000"


def follow(client, address):
    """All items, page after page, and how many pages there were."""
    items, pages = [], 0
    while address:
        answer = client.get(address.removeprefix(HOST)).json
        items, pages, address = items + answer["items"], pages + 1, answer["next"]
    return items, pages


def read(home, file_id, *texts, outcome="read", reason=None):
    """What a worker does once it has read the file, with these pages."""
    with home.unit_of_work() as session:
        version = session.scalars(sa.select(FileVersion).join(File).where(File.public_id == file_id)).one()
        task = reading.task(session, version.id)
        found = tuple(Page(number, text, "pdfium", "text", len(text)) for number, text in enumerate(texts, 1))
        reading.keep_pages(session, task, found)
        reading.keep(session, task, Reading(outcome, reason, found, len(found)))
        pictures = [Picture(page, size, 80, 113, "0" * 64) for page in (1, 2) for size in ("cover", "page")]
        reading.keep_previews(session, task, [one for one in pictures if one.page <= len(texts)])


def test_a_list_pages_to_its_end_and_keeps_its_filter(client, clerk, facts):
    made = [published(clerk, facts, number=f"{n:02}/2024/TT-BTC")["id"] for n in range(1, 8)]
    published(clerk, facts, number="477/CT-UBND", type="chi-thi")
    items, pages = follow(client, f"{DOCUMENTS}?limit=2&type=TT")
    assert [one["id"] for one in items] == made[::-1]
    assert pages == 4
    assert len(follow(client, f"{DOCUMENTS}?limit=100")[0]) == 8


def test_a_document_that_arrives_meanwhile_moves_nothing(client, clerk, facts):
    made = [published(clerk, facts, number=f"{n:02}/2024/TT-BTC")["id"] for n in range(1, 5)]
    first = client.get(f"{DOCUMENTS}?limit=2").json
    published(clerk, facts, number="99/2024/TT-BTC")
    rest, _ = follow(client, first["next"])
    assert [one["id"] for one in (*first["items"], *rest)] == made[::-1]


def test_the_list_says_of_a_document_what_the_document_says(client, clerk, facts, home):
    made = published(clerk, facts)
    file = upload(clerk, made["id"]).json
    read(home, file["id"], "trang một", "trang hai")
    listed = client.get(DOCUMENTS).json["items"][0]
    whole = client.get(f"{DOCUMENTS}/{made['id']}").json
    assert whole.pop("number_problems") == []
    previews = [one.pop("previews") for one in whole["files"]]
    for one in whole["files"]:
        assert (one.pop("encrypted"), one.pop("signatures")) == (False, None)
    assert listed == whole
    assert [[one["page"] for one in pages] for pages in previews] == [[1, 2]]
    assert whole["files"][0]["cover"].endswith(f"/anh/{file['id']}/1/1/cover.webp")


def test_more_documents_cost_no_more_queries(client, clerk, facts, home):
    def asked(limit: int) -> int:
        statements = []
        listen = (home.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        sa.event.listen(*listen)
        assert len(client.get(f"{DOCUMENTS}?limit={limit}").json["items"]) == limit
        sa.event.remove(*listen)
        return len([one for one in statements if one.startswith("SELECT")])

    for n in range(1, 7):
        made = published(clerk, facts, number=f"{n:02}/2024/TT-BTC", fields=["an-ninh-quoc-gia"])
        upload(clerk, made["id"])
    asked(1)  # what is prepared once
    assert asked(1) == asked(6) <= 9


def test_the_pages_that_an_answer_links_to_are_there(client, clerk, facts):
    made = published(clerk, facts)
    upload(clerk, made["id"])
    shown = client.get(f"{DOCUMENTS}/{made['id']}").json
    for link in (shown["links"]["self"], shown["links"]["page"], shown["files"][0]["download"]):
        assert client.get(link.removeprefix(HOST)).status_code == 200, link


def test_a_tag_spares_who_has_the_document_the_body(client, clerk, facts, home):
    made = published(clerk, facts)
    own = f"{DOCUMENTS}/{made['id']}"
    tag = client.get(own).headers["ETag"]
    again = client.get(own, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "public" in again.headers["Cache-Control"]
    assert client.get(own, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    assert client.get(own, headers={"If-None-Match": '"v0"'}).status_code == 200


def test_a_tag_changes_when_what_is_shown_changes(client, clerk, facts, home):
    made = published(clerk, facts)
    file = upload(clerk, made["id"]).json
    own = f"{DOCUMENTS}/{made['id']}"
    waiting = client.get(own).headers["ETag"]
    read(home, file["id"], "trang một")
    done = client.get(own).headers["ETag"]
    read(home, file["id"], "trang một", outcome="partly read", reason="too_many_pages")
    tags = {client.get(own, headers={"Accept-Language": language}).headers["ETag"] for language in ("vi", "en")}
    tags |= {waiting, done, clerk.get(own).headers["ETag"]}
    assert len(tags) == 5
    assert {tag.partition("-")[0] for tag in tags} == {'"v3'}  # and none of them is another version of the row


@pytest.mark.parametrize("path", ["documents", "types", "issuers", "fields", "signers", "resolve?number=1"])
def test_what_the_public_reads_may_be_kept_a_minute_and_what_a_token_reads_by_itself_alone(anybody, writer, path):
    kept, own = anybody.get(f"/api/v1/{path}"), writer.get(f"/api/v1/{path}")
    assert kept.headers["Cache-Control"].startswith("public, max-age=60, ")
    assert own.headers["Cache-Control"] == "private, no-cache"
    for answer in (kept, own):
        assert {"Authorization", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        assert "Cookie" not in answer.headers["Vary"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_pages_of_other_sites_may_ask_before_they_read_but_not_write(anybody):
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = anybody.options(DOCUMENTS, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_a_head_is_the_get_without_its_body(anybody):
    got, head = anybody.get(DOCUMENTS), anybody.head(DOCUMENTS)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", got.headers["Content-Length"])


def test_text_is_given_by_page_file_after_file(client, clerk, facts, home):
    made = published(clerk, facts)
    files = [upload(clerk, made["id"], pdf(name)).json["id"] for name in ("one", "two")]
    own = f"{DOCUMENTS}/{made['id']}/text"
    assert client.get(own).json == {"items": [], "next": None}
    read(home, files[1], "b1", "b2")
    read(home, files[0], "a1", "a2", "a3")
    items, pages = follow(client, f"{own}?limit=2")
    assert [(one["text"], one["file"]) for one in items] == [
        (t, files[t[0] == "b"]) for t in ("a1", "a2", "a3", "b1", "b2")
    ]
    assert pages == 3
    assert [one["text"] for one in client.get(f"{own}?page=2").json["items"]] == ["a2", "b2"]
    assert [one["text"] for one in client.get(f"{own}?page=2&file={files[1]}").json["items"]] == ["b2"]
    assert client.get(f"{own}?page=9").json["items"] == []


def test_a_cursor_into_text_that_was_replaced_is_refused(client, clerk, facts, home):
    made = published(clerk, facts)
    file = upload(clerk, made["id"]).json["id"]
    read(home, file, "a1", "a2")
    going_on = client.get(f"{DOCUMENTS}/{made['id']}/text?limit=1").json["next"]
    assert clerk.put(f"{DOCUMENTS}/{made['id']}/files/{file}", **form(pdf("new"))).status_code == 200
    assert client.get(going_on.removeprefix(HOST)).status_code == 422


def test_why_a_file_was_not_read_is_told_in_the_readers_language(client, clerk, facts, home):
    made = published(clerk, facts)
    own = f"{DOCUMENTS}/{made['id']}/files/{upload(clerk, made['id']).json['id']}"
    english = {"Accept-Language": "en"}
    with home.unit_of_work() as session:
        row = session.scalars(sa.select(Work)).one()
        row.progress, row.attempts, row.reason = Progress.PARKED, 3, work.DIED
    parked = client.get(own, headers=english).json["reading"]
    assert parked == {"state": "parked", "reason": work.DIED % {"attempts": 3}}
    read(home, own.rpartition("/")[2], outcome="failed", reason="encrypted")
    failed = [client.get(own, headers={"Accept-Language": language}).json["reading"] for language in ("en", "vi")]
    assert [one["state"] for one in failed] == ["failed", "failed"]
    assert failed[0]["reason"] == "The file is encrypted; it opens only with its password."


def test_counts_are_told_by_day_and_month_with_what_was_brought_over(client, clerk, facts, home):
    made = published(clerk, facts)
    own = f"{DOCUMENTS}/{made['id']}/usage"
    with home.unit_of_work() as session:
        key = session.scalars(sa.select(Document.id)).one()
        for day, kind, channel, count in [
            (dt.date(2024, 5, 1), Kind.VIEW, Channel.PERSON, 3),
            (dt.date(2024, 5, 1), Kind.VIEW, Channel.ROBOT, 7),
            (dt.date(2024, 5, 2), Kind.DOWNLOAD, Channel.API, 1),
            (dt.date(2024, 6, 1), Kind.VIEW, Channel.PERSON, 5),
        ]:
            session.add(UsageDay(document_id=key, file_id=0, day=day, kind=kind, channel=channel, count=count))
        session.add(UsageTotal(document_id=key, kind=Kind.VIEW, count=8))
        usage.open_balance(session, key, Kind.VIEW, 581, "trang cũ", dt.date(2024, 4, 30))
    by_day = client.get(f"{own}?from=2024-05-01&to=2024-05-31").json
    none = {"person": 0, "robot": 0, "api": 0}
    nothing = dict.fromkeys(("views", "downloads", "previews", "metadata_reads"), none)
    assert by_day["items"] == [
        {**nothing, "period": "2024-05-01", "views": none | {"person": 3, "robot": 7}},
        {**nothing, "period": "2024-05-02", "downloads": none | {"api": 1}},
    ]
    opening = {"count": 581, "source": "trang cũ", "as_of": "2024-04-30"}
    assert by_day["totals"]["views"] == {"total": 589, "counted": 8, "opening": opening}
    assert by_day["totals"]["downloads"] == {"total": 0, "counted": 0, "opening": None}
    by_month = client.get(f"{own}?by=month&from=2024-05-15&to=2024-06-01").json
    assert [(one["period"], one["views"]["person"]) for one in by_month["items"]] == [("2024-05", 3), ("2024-06", 5)]
    assert (by_month["from"], by_month["to"]) == ("2024-05-01", "2024-06-30")


def test_counts_of_the_last_thirty_days_come_unasked_and_out_of_no_cache(client, clerk, facts, home):
    made = published(clerk, facts)
    answer = client.get(f"{DOCUMENTS}/{made['id']}/usage")
    last = today(home.settings.timezone)
    assert (answer.json["from"], answer.json["to"]) == (str(last - dt.timedelta(days=29)), str(last))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


def test_reading_over_http_counts_as_no_view(client, clerk, facts, home):
    made = published(clerk, facts)
    client.get(f"{DOCUMENTS}/{made['id']}", headers={"User-Agent": "Mozilla/5.0"})
    with home.reading() as session:
        assert usage.counts(session, [1])[1].views == 0
        assert session.scalar(sa.text("SELECT count(*) FROM usage_events")) == 0


@pytest.mark.parametrize("spelt", ["25/2024/TT-BTC", "25-2024-tt-btc", "Số: 25/2024/TT -BTC", "025/2024/tt-btc"])
def test_a_number_resolves_in_any_spelling(client, clerk, facts, spelt):
    made = published(clerk, facts)
    answer = client.get("/api/v1/resolve", query_string={"number": spelt})
    assert answer.json["parsed"]["canonical"] == "25/2024/TT-BTC"
    assert [one["id"] for one in answer.json["candidates"]] == [made["id"]]
    assert answer.json["cited_by"] == []


@pytest.mark.parametrize(
    "spelt", ["", " ", "\x00", "a\x00b", "x" * 10_000, "Không số", "99/2024/XX-YY", "\u202e"], ids=range(8)
)
def test_a_number_that_is_none_is_answered_all_the_same(anybody, spelt):
    answer = anybody.get("/api/v1/resolve", query_string={"number": spelt})
    assert (answer.status_code, answer.json["candidates"]) == (200, [])


def test_what_is_odd_about_a_number_is_told(anybody, clerk, facts):
    made = created(clerk, facts, number="25/2024/XX-BTC")
    told = anybody.get("/api/v1/resolve?number=25/2024/XX-BTC").json["parsed"]["problems"]
    assert [one["part"] for one in told] == ["type"]
    assert made["number_problems"] == told


def test_a_withdrawn_document_resolves_to_why_and_no_more(client, clerk, editor, facts):
    made = published(clerk, facts)
    editor.post(f"{DOCUMENTS}/{made['id']}/withdraw", json={"reason": "Đăng nhầm"})
    asked = "/api/v1/resolve?number=25/2024/TT-BTC"
    (told,) = client.get(asked).json["candidates"]
    assert (told["state"], told["title"], told["issuers"]) == ("withdrawn", None, [])
    assert told["withdrawal"]["reason"] == "Đăng nhầm"
    assert clerk.get(asked).json["candidates"][0]["title"] == facts["title"]


@pytest.mark.parametrize("path", ["types", "issuers", "fields"])
def test_authorities_page_through_whole(anybody, path):
    whole, _ = follow(anybody, f"/api/v1/{path}")
    paged, pages = follow(anybody, f"/api/v1/{path}?limit=7")
    assert paged == whole
    assert pages == -(-len(whole) // 7)
    assert len({one["code"] for one in whole}) == len(whole) > 7


def test_an_issuer_comes_with_the_codes_that_stand_for_it(anybody):
    issuers = {one["code"]: one for one in follow(anybody, "/api/v1/issuers")[0]}
    assert "BTC" in issuers["bo-tai-chinh"]["codes"]


def test_a_token_tells_whom_it_speaks_for(program):
    one = program(scopes=("read", "write"), login="an")
    answer = one.get("/api/v1/me")
    assert answer.json == {"name": "an", "rank": "clerk", "scopes": ["read", "write"]}
    assert "no-store" in answer.headers["Cache-Control"]


def test_pictures_are_loaded_by_size(home, clerk, facts):
    file = upload(clerk, created(clerk, facts)["id"]).json
    read(home, file["id"], "một", "hai")
    with home.reading() as session:
        (version,) = session.scalars(sa.select(FileVersion.id))
        assert {one.size for one in contents.drawn(session, [version], "page")[version]} == {"page"}
        assert len(contents.drawn(session, [version])[version]) == 4
