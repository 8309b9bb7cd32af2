"""What is kept ready-made is what would be made: whatever changes, a reader is never shown what was."""

import sqlalchemy as sa

from registry import renditions
from registry.store.tables import Issuer, Progress, Rendition, Signer, Work
from tests.api.sending import DOCUMENTS, created, published, upload
from tests.api.test_reading import read

LIST = f"{DOCUMENTS}?limit=5"


def kept(home):
    """How many documents may be answered from what is kept."""
    with home.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(Rendition.made == Rendition.stamp))


def both(client, one):
    return [(answer.data, answer.headers["ETag"]) for answer in (client.get(f"{DOCUMENTS}/{one}"), client.get(LIST))]


def anew(home, client, one):
    """The same, with nothing kept."""
    with home.unit_of_work() as session:
        assert renditions.forget(session)
    return both(client, one)


def test_the_first_who_asks_has_it_made_and_the_next_gets_the_same_bytes(home, client, clerk, facts):
    one = published(clerk, facts)["id"]
    assert kept(home) == 0
    made = both(client, one)
    assert kept(home) == 1
    assert both(client, one) == made == anew(home, client, one)


def test_after_every_change_what_is_shown_is_what_would_be_made_anew(home, client, clerk, editor, facts):
    one = published(clerk, facts, signers=[{"name": "Cao Anh Tuấn", "office": "Thứ trưởng"}])["id"]
    file = upload(clerk, one).json["id"]
    shown = [both(client, one)]

    def changed():
        found = both(client, one)
        assert found == both(client, one) == anew(home, client, one)
        assert found[0][0] != shown[-1][0][0]
        shown.append(found)

    read(home, file, "Điều 1")
    changed()
    with home.unit_of_work() as session:
        session.execute(sa.update(Work).values(progress=Progress.DONE))
    changed()
    assert kept(home) == 1
    clerk.patch(f"{DOCUMENTS}/{one}", json={"title": "Khác"}, headers={"If-Match": "*"})
    changed()
    with home.unit_of_work() as session:
        session.execute(sa.update(Signer).values(name="Cao Anh Tú"))
    changed()
    with home.unit_of_work() as session:
        session.execute(sa.update(Issuer).where(Issuer.code == "bo-tai-chinh").values(name="Bộ Tài chính (cũ)"))
    changed()
    editor.post(f"{DOCUMENTS}/{one}/withdraw", json={"reason": "Sai"})
    assert client.get(f"{DOCUMENTS}/{one}").status_code == 410
    assert client.get(LIST).json["items"] == []


def test_while_a_file_is_being_read_nothing_is_kept(home, client, clerk, facts):
    one = published(clerk, facts)["id"]
    upload(clerk, one)
    both(client, one)
    assert kept(home) == 0


def test_what_others_are_shown_is_neither_kept_nor_taken_from_there(home, client, clerk, facts):
    one, draft = published(clerk, facts)["id"], created(clerk, facts, number="26/2024/TT-BTC")["id"]
    both(client, one)
    assert clerk.get(f"{DOCUMENTS}/{one}").json["version"] == clerk.get(LIST).json["items"][0]["version"] == 2
    assert clerk.get(f"{DOCUMENTS}/{draft}").status_code == 200
    assert client.get(f"{DOCUMENTS}/{draft}").status_code == 404
    assert kept(home) == 1


def test_nobody_waits_for_a_writer_so_that_something_may_be_kept(home, client, clerk, facts):
    one = published(clerk, facts)["id"]
    with home.unit_of_work() as session:
        session.execute(sa.update(Rendition).values(stamp=Rendition.stamp + 1))
        assert client.get(f"{DOCUMENTS}/{one}").status_code == 200
    assert kept(home) == 0
    client.get(f"{DOCUMENTS}/{one}")
    assert kept(home) == 1
