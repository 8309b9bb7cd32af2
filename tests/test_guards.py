"""Rules of the house that a machine can see."""

import re
from pathlib import Path

from registry import errors, jobs
from registry.web.problems import STATUS

ROOT = Path(__file__).resolve().parents[1]


def every(kind):
    for child in kind.__subclasses__():
        yield child
        yield from every(child)


def test_every_error_has_a_status_of_its_own_or_of_a_parent():
    assert [kind for kind in every(errors.RegistryError) if not set(kind.__mro__) & set(STATUS)] == []


def test_the_tree_at_the_top_of_the_errors_is_the_real_one():
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__))
    assert drawn == {kind.__name__ for kind in every(errors.RegistryError)}


def test_every_kind_of_work_has_a_queue_that_is_consumed():
    from registry.serve import commands

    consumed = (ROOT / "docker-compose.yml").read_text()
    for queue in {*jobs.QUEUES.values(), jobs.PERIODIC}:
        assert re.search(rf'"[a-z,]*\b{queue}\b', consumed), queue
    settings = jobs.config.read({})
    embedded = {queue for command in commands(settings).values() if "-Q" in command for queue in command[-1].split(",")}
    assert {*jobs.QUEUES.values(), jobs.PERIODIC} == embedded


def test_every_kind_of_work_and_every_scheduled_task_is_a_task(tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTRY_HOME", str(tmp_path))
    from workers.app import app

    app.loader.import_default_modules()
    names = {f"registry.{kind}" for kind in jobs.QUEUES} | {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert names <= set(app.tasks)


def settings_in(*places):
    return set(re.findall(r"REGISTRY_[A-Z_]+[A-Z]", "".join((ROOT / place).read_text() for place in places)))


def test_what_is_shipped_names_only_settings_that_there_are():
    assert settings_in("docker-compose.yml", "deploy/nginx.conf") <= settings_in("registry/config.py")


def test_every_setting_stands_in_the_operators_table():
    table = (ROOT / "docs" / "operating.md").read_text()
    names = {name.removeprefix("REGISTRY") for name in settings_in("registry/config.py")}
    assert {name for name in names if f"REGISTRY{name}" not in table and f"`{name}`" not in table} == set()


def test_nginx_lets_through_what_the_registry_takes():
    """A file of the largest size, with a form around it; the registry's own answer says what is too large."""
    limit = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert int(limit[1]) * jobs.config.MIB > jobs.config.read({}).max_upload + jobs.config.MIB
