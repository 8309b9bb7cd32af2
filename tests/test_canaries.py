"""One canary per state and audience; every route is crawled as every kind of viewer, and no hidden canary may sing."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from itertools import product

import pytest

from registry import accounts, documents, files, publishing, relations
from registry.accounts import SYSTEM
from registry.app import create_app
from registry.files import PDF, Upload
from registry.pdf.facts import Page
from registry.reading import Picture, Task, keep_pages, keep_previews
from registry.relations import Draft
from registry.store.tables import Audience, Document, Rank, Role, State
from registry.web.access import COOKIE
from tests.making import PASSWORD, make_viewer, pdf

STAFF = {Rank.CLERK, Rank.EDITOR, Rank.ADMIN}
# Who may see what is one clause, so the crawls that take longest are done on one database.
ON_BOTH = [(Rank.READER, True), (Rank.CLERK, True)]
ON_ONE = [(None, False), (Rank.READER, False), (Rank.CLERK, False)]


@dataclass(frozen=True)
class Canary:
    state: State
    view: Audience
    download: Audience
    id: str
    file: str
    number: str
    relation: str

    @property
    def mark(self) -> str:
        """The word in its title, text, file name, signer, picture and bytes."""
        return f"canary-{self.state}-{self.view}-{self.download}-"

    def may_be_known_to(self, rank: Rank | None) -> bool:
        """Its number may be seen: it is open to them, or was and is gone."""
        return rank in STAFF or (
            self.state in {State.PUBLISHED, State.CONSULTATION, State.WITHDRAWN} and _is_for(self.view, rank)
        )

    def may_be_seen_by(self, rank: Rank | None) -> bool:
        return rank in STAFF or (self.state in {State.PUBLISHED, State.CONSULTATION} and _is_for(self.view, rank))

    def may_be_downloaded_by(self, rank: Rank | None) -> bool:
        return self.may_be_seen_by(rank) and (rank in STAFF or _is_for(self.download, rank))


def _is_for(audience: Audience, rank: Rank | None) -> bool:
    """What the audiences mean, said here a second time on purpose."""
    return audience == Audience.PUBLIC or (audience == Audience.READERS and rank is not None)


def plant(home, position, state, view, download) -> Canary:
    mark = f"canary-{state}-{view}-{download}-"
    facts = {
        "number": f"{900 + position}/2024/TT-BTC", "type": "thong-tu", "title": f"{mark}title",
        "issuers": ["Bộ Tài chính"], "issued_on": dt.date(2024, 5, 1), "signers": [(f"{mark}signer", "")],
        "view_audience": view, "download_audience": download, "internal_note": f"{mark}note",
    }  # fmt: skip
    content = pdf(f"{mark}bytes") + f"\n%{mark}bytes".encode()
    upload = Upload(home.blobs.keep_bytes(content), len(content), PDF, f"{mark}name.pdf", Role.MAIN)
    with home.unit_of_work() as session:
        document = documents.register(session, SYSTEM, facts)
        file = files.attach(session, SYSTEM, document, upload, name=f"{mark}file")
        task = Task(file.current.id, upload.sha256, 1)
        keep_pages(session, task, [Page(1, f"{mark}text", "pdfium", "text", 20)])
        picture = home.blobs.keep_bytes(f"{mark}picture".encode())
        keep_previews(session, task, [Picture(1, size, 10, 10, picture) for size in ("cover", "page")])
        said = Draft("cites", f"{position + 1}/1999/TT-BTC", read_from=f"{mark}place")
        relation = relations.relate(session, SYSTEM, document, said).relation.public_id
        _bring_to(session, document, state)
        return Canary(state, view, download, document.public_id, file.public_id, document.canonical, relation)


def _bring_to(session, document: Document, state: State) -> None:
    if state in {State.PUBLISHED, State.WITHDRAWN}:
        publishing.publish(session, SYSTEM, document)
    if state == State.WITHDRAWN:
        publishing.withdraw(session, SYSTEM, document, "replaced by a newer one")
    if state in {State.SCHEDULED, State.CONSULTATION}:
        documents.identify(session, document, SYSTEM)
        document.state = state
        session.flush()


@pytest.fixture(scope="module")
def aviary(shared):
    """Every state with every audience; of what is published, every pair of audiences."""
    kinds = [(state, view, Audience.PUBLIC) for state, view in product(State, Audience)]
    kinds += [(State.PUBLISHED, view, down) for view, down in product(Audience, (Audience.READERS, Audience.STAFF))]
    canaries = [plant(shared, position, *kind) for position, kind in enumerate(kinds)]
    with shared.unit_of_work() as session:
        for rank in Rank:
            make_viewer(session, rank)
    return create_app(shared), canaries


def client_of(app, home, rank, *, by_token):
    client = app.test_client()
    if rank is None:
        return client
    with home.unit_of_work() as session:
        user = accounts.check_password(session, rank.value, PASSWORD)
        if by_token:
            _, token = accounts.add_token(session, user, "crawler", frozenset({"read", "write", "publish"}))
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        else:
            client.set_cookie(COOKIE, accounts.start_session(session, user))
    return client


def addresses(app, canary: Canary):
    """Every GET route, with this canary put in each place; an unknown place fails, so that new routes are thought of.

    A redirection is followed to a document's own page, whose address holds its title; the others lead to one of these.
    """
    values = {
        "document_id": canary.id, "public_id": canary.id, "document": canary.id, "file": canary.file, "file_id": canary.file,
        "number:path": canary.number, "number:int": 1, "page": 1, "size": "page", "slug": "x", "filename": "x.pdf",
        "code": "thong-tu", "name": "site.css", "digest": "x", "relation_id": canary.relation,
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        places = {}
        for name, converter in rule._converters.items():
            typed = "number:int" if "Integer" in type(converter).__name__ else "number:path"
            places[name] = values[typed if name == "number" else name]
        yield adapter.build(rule.endpoint, places)
    for prefix in ("", "/en"):
        yield f"{prefix}/co-quan/bo-tai-chinh"
        yield f"{prefix}/tim-kiem?q=canary"
        yield f"{prefix}/tim-kiem?q={canary.number}"
        yield f"{prefix}/van-ban/{canary.id}/x?trang=1"
        yield f"{prefix}/ban-lam-viec?q={canary.number}"
    yield f"/api/v1/resolve?number={canary.number}"
    yield "/api/v1/documents?limit=100&type=thong-tu"
    yield "/api/v1/documents?format=csv"
    yield "/api/v1/suggest?q=canary"
    yield f"/api/v1/suggest?q={canary.number}"
    yield "/api/v1/documents?q=canaryy"


@pytest.mark.parametrize(("rank", "by_token"), ON_BOTH)
def test_no_hidden_canary_sings(aviary, shared, rank, by_token):
    crawl(aviary, shared, rank, by_token=by_token)


@pytest.mark.parametrize("installed", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("rank", "by_token"), ON_ONE)
def test_no_hidden_canary_sings_to_those_who_see_more(aviary, shared, rank, by_token):
    crawl(aviary, shared, rank, by_token=by_token)


def crawl(aviary, shared, rank, *, by_token):
    app, canaries = aviary
    client = client_of(app, shared, rank, by_token=by_token)
    heard = set()
    for address in {address for canary in canaries for address in addresses(app, canary)}:
        # Who asks is found out in one place, so each part is crawled by what its users show: a cookie or a token.
        if rank and by_token != address.startswith("/api/"):
            continue
        response = client.get(address)
        song = response.get_data() + str(response.headers).encode()
        if response.status_code == HTTPStatus.PERMANENT_REDIRECT:
            response = client.get(response.location)
            song += response.get_data() + str(response.headers).encode()
        assert response.status_code < 500, address
        for canary in canaries:
            if canary.mark.encode() in song:
                assert canary.may_be_seen_by(rank), f"{address} shows {canary.mark} to {rank}"
                heard.add(canary)
            if f"{canary.mark}note".encode() in song:
                assert rank in STAFF, f"{address} shows an internal note to {rank}"
            if f"%{canary.mark}bytes".encode() in song:
                assert canary.may_be_downloaded_by(rank), f"{address} gives the bytes of {canary.mark} to {rank}"
            if canary.number.encode() in song and canary.number not in address:
                assert canary.may_be_known_to(rank), f"{address} names {canary.number} to {rank}"
    assert {canary for canary in canaries if canary.may_be_seen_by(rank)} <= heard, "open canaries are heard"


@pytest.mark.parametrize("installed", ["sqlite"], indirect=True)
def test_a_token_opens_pages_and_files_too_and_a_cookie_nothing_of_the_api(aviary, shared):
    app, canaries = aviary
    hidden = next(one for one in canaries if one.state == State.PUBLISHED and one.view == Audience.STAFF)
    with_token, with_cookie = (client_of(app, shared, Rank.CLERK, by_token=by_token) for by_token in (True, False))
    for address in (f"/van-ban/{hidden.id}/x", f"/tai-ve/{hidden.file}/x.pdf"):
        assert with_token.get(address, follow_redirects=True).status_code == 200
    assert with_token.get(f"/api/v1/documents/{hidden.id}").status_code == 200
    assert with_cookie.get(f"/api/v1/documents/{hidden.id}").status_code == 404
