import stat

import pytest

from registry import config
from registry.errors import WrongSetting


def test_a_home_is_enough(tmp_path):
    settings = config.prepare(config.read({"REGISTRY_HOME": str(tmp_path)}))
    assert settings.embedded
    assert settings.own_broker
    assert settings.database_url == f"sqlite:///{tmp_path}/registry.sqlite3"
    assert len(settings.secret_key) >= 32


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = config.prepare(config.read({"REGISTRY_HOME": str(tmp_path)}))
    again = config.prepare(config.read({"REGISTRY_HOME": str(tmp_path)}))
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("REGISTRY_TIMEZONE", "Hanoi"),
        ("REGISTRY_LANGUAGE", "fr"),
        ("REGISTRY_DATABASE_URL", "mysql://x"),
        ("REGISTRY_BROKER_URL", "nonsense"),
        ("REGISTRY_STORAGE_URL", "/var/files"),
        ("REGISTRY_PUBLIC_URL", "vanban.example"),
        ("REGISTRY_WEB_THREADS", "1"),
        ("REGISTRY_TRANSFERS", "48"),
        ("REGISTRY_MAX_UPLOAD_MB", "-1"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(name, value):
    with pytest.raises(WrongSetting) as caught:
        config.read({name: value})
    assert str(caught.value).startswith(f"{name} is {value!r}, but must be ")


def test_several_machines_must_share_a_key(tmp_path):
    environ = {"REGISTRY_HOME": str(tmp_path), "REGISTRY_DATABASE_URL": "postgresql://x/y"}
    with pytest.raises(WrongSetting, match="REGISTRY_SECRET_KEY"):
        config.prepare(config.read(environ))


def test_a_home_too_deep_for_a_socket_has_it_elsewhere(tmp_path):
    deep = tmp_path / ("x" * 120)
    assert len(str(config.socket_in(deep))) < 108
    assert config.socket_in(deep) != config.socket_in(tmp_path / ("x" * 121))
