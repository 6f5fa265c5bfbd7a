"""Settings: a wrong one stops the start with one line that names it."""

import socket
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain.messaging.quota import Quota
from domain.people.chat_links import Home
from domain.reporting.policy import Audience, Policy
from nhacviec.config.listening_port import refuse_taken
from nhacviec.config.policy_file import policy
from nhacviec.config.settings import SECRETS, Settings, SettingsWrong, load
from tests.templates import KEY


def test_the_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({}).database_url == "sqlite+aiosqlite:///var/nhacviec.db"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HTTP_PORT", "abc", "NHACVIEC_HTTP_PORT"),
        ("HTTP_PORT", "0", "NHACVIEC_HTTP_PORT"),
        ("DATABASE_URL", "mysql://x", "NHACVIEC_DATABASE_URL: must begin with"),
        ("PUBLIC_URL", "nhacviec.vn", "NHACVIEC_PUBLIC_URL: must begin with"),
        ("TELEGRAM_MODE", "push", "NHACVIEC_TELEGRAM_MODE"),
        ("SECRET_KEY", "short", "NHACVIEC_SECRET_KEY: must have at least 16"),
        (
            "DATA_KEY",
            "a key that is long enough\nshort",
            "NHACVIEC_DATA_KEY: must have at least 16",
        ),
        ("DATABASE_URL", "postgresql://u@host/name", "NHACVIEC_DATA_KEY is missing"),
        ("ZALO_MODE", "webhook", "NHACVIEC_ZALO_SECRET is missing"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"NHACVIEC_{name}", value)
    with pytest.raises(SettingsWrong, match=said) as wrong:
        load({})
    assert "\n" not in str(wrong.value)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("s3cret of the tests\n")
    path.chmod(0o600)
    known = load({"NHACVIEC_SECRET_KEY_FILE": str(path)})
    assert known.secret_key.get_secret_value() == "s3cret of the tests"
    assert "s3cret" not in repr(known)


def test_a_secret_that_anybody_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("s3cret")
    path.chmod(0o644)
    with pytest.raises(SettingsWrong, match="may be read by anybody"):
        load({"NHACVIEC_SECRET_KEY_FILE": str(path)})


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_stand_in_a_file_that_only_the_service_reads(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "secret"
    secret = "https://a secret/of" if name == "heartbeat_url" else "a secret/of the:tests"
    path.write_text(f"{secret}\n")
    path.chmod(0o600)
    url = "postgresql://nhacviec@127.0.0.1/nhacviec"
    given = {f"NHACVIEC_{name.upper()}_FILE": str(path)}
    key = {} if name == "data_key" else {"data_key": KEY}
    known = load(dict(given), database_url=url, **key)
    assert getattr(known, name).get_secret_value() == secret
    assert "a secret" not in repr(known)
    assert "a%20secret" not in repr(known)
    for mode in (0o604, 0o602):
        path.chmod(mode)
        with pytest.raises(SettingsWrong, match="may be read by anybody"):
            load(dict(given), database_url=url, **key)


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    with pytest.raises(SettingsWrong, match="is empty"):
        load({"NHACVIEC_SECRET_KEY_FILE": str(path)})


def test_the_password_of_the_database_joins_its_address() -> None:
    url = "postgresql://nhacviec@db.example.vn:5433/nhacviec"
    known = load({}, database_url=url, data_key=KEY, database_password="p@ss/w:rd")
    address = make_url(known.database_url)
    assert (address.username, address.password) == ("nhacviec", "p@ss/w:rd")
    assert (address.host, address.port, address.database) == ("db.example.vn", 5433, "nhacviec")


@pytest.mark.parametrize(
    "url",
    ["sqlite+aiosqlite:///var/nhacviec.db", "postgresql://host/name", "postgresql://u:p@host/name"],
)
def test_a_password_without_a_place_for_it_is_refused(url: str) -> None:
    with pytest.raises(SettingsWrong, match="NHACVIEC_DATABASE_PASSWORD needs"):
        load({}, database_url=url, database_password="secret")


def test_a_settings_file_with_a_secret_is_kept_from_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "nhacviec.toml"
    path.write_text('telegram_token = "123:abc"\n')
    path.chmod(0o644)
    with pytest.raises(SettingsWrong, match="telegram_token may be read by anybody"):
        load({})
    path.chmod(0o640)
    assert load({}).telegram_token.get_secret_value() == "123:abc"
    path.write_text("telegram_token = ")
    with pytest.raises(SettingsWrong, match=r"nhacviec\.toml: "):
        load({})


def test_a_missing_secret_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="NHACVIEC_ZALO_TOKEN_FILE"):
        load({"NHACVIEC_ZALO_TOKEN_FILE": str(tmp_path / "none")})


def test_a_settings_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nhacviec.toml").write_text("http_port = 9000\n")
    assert load({}).http_port == 9000
    (tmp_path / "nhacviec.toml").write_text("htpp_port = 9000\n")
    with pytest.raises(SettingsWrong, match="HTPP_PORT"):
        load({})


def test_the_settings_file_may_lie_elsewhere_and_must_be_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So the service and the command have the same settings, in whatever folder it is typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nhacviec.toml").write_text("http_port = 9000\n")
    elsewhere = tmp_path / "etc" / "settings.toml"
    monkeypatch.setenv("NHACVIEC_SETTINGS_FILE", str(elsewhere))
    with pytest.raises(SettingsWrong, match=r"etc/settings\.toml: .*No such file"):
        load({})
    elsewhere.parent.mkdir()
    elsewhere.write_text("http_port = 9001\n")
    assert load({}).http_port == 9001


def test_a_policy_file_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        'due_day = 20\ndue_hour = 16:30:00\nshift = "after"\nwindow = [["08:00", "16:30"]]\n'
        '[[rungs]]\naudience = "owner"\ndays = -3\nat = "09:00"\n'
    )
    read = policy(path)
    assert (read.due_day, read.shift.value, read.due_hour) == (20, "after", time(16, 30))
    assert read.window.spans == ((time(8), time(16, 30)),)
    assert [(rung.audience, rung.days) for rung in read.ladder.rungs] == [(Audience.OWNER, -3)]
    assert policy(None) == Policy()


HOURS = [["07:30", "11:30"], ["13:30", "17:00"]]
STEP = '[[rungs]]\naudience = "owner"\ndays = -1\nat = "{at}"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('window = [["17:00", "07:30"]]', "window: 17:00 to 07:30 ends before it begins"),
        ("window = []", "window: has no hours"),
        (f"window = {HOURS[::-1]}", "window: 07:30 begins before 17:00"),
        ("rungs = []", "rungs"),
        (STEP.format(at="06:00"), "number 1, at 06:00, is outside the window, 07:30-11:30"),
        (STEP.format(at="17:00"), "number 1, at 17:00, is outside the window"),
        (STEP.format(at="08:00").replace("owner", "head"), "nobody reminds the owner"),
        ("close_after_days = 2", "number 8 comes 3 days after the due day"),
        ("due_hour = 20:00:00", "due_hour: 20:00 is outside the window"),
        ("due_hour = 07:30:00", "due_hour: 07:30 is outside the window"),
    ],
)
def test_a_policy_that_cannot_work_stops_the_start(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(SettingsWrong, match="NHACVIEC_POLICY_FILE") as wrong:
        policy(path)
    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NHACVIEC_TELEGRAM_TOKN", "is NHACVIEC_TELEGRAM_TOKEN meant?"),
        ("NHACVIEC_SECRETKEY_FILE", "is NHACVIEC_SECRET_KEY_FILE meant?"),
        ("NHACVIEC_XYZZY", "NHACVIEC_XYZZY is no setting"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str, said: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        load({name: "1", "PATH": "/bin", "NHACVIEC_LOG_LEVEL": "INFO"})
    assert said in str(wrong.value)


def test_the_address_follows_the_port() -> None:
    assert load({}, http_port=9000).public_url == "http://127.0.0.1:9000"
    assert load({}, http_port=9000, public_url="https://nhacviec.vn").http_port == 9000
    with pytest.raises(SettingsWrong, match="PUBLIC_URL still says port 8025"):
        load({}, http_port=9000, public_url="http://10.0.0.7:8025")


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsWrong, match=f"port {port} at 127.0.0.1: is in use"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", 0)


@pytest.mark.parametrize("text", ["due_day = 31", 'shift = "never"', "nonsense", "[[rungs]]\nx=1"])
def test_a_wrong_policy_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(SettingsWrong, match="NHACVIEC_POLICY_FILE"):
        policy(path)


def test_several_zalo_bots_are_as_many_channels() -> None:
    known = load({}, zalo_token="123:abc\n456:def", zalo_users=40)
    assert known.zalo_shared == {"zalo": "123:abc", "zalo2": "456:def"}
    assert known.quotas == dict.fromkeys(("zalo", "zalo2"), Quota(40, 3000))


def test_a_department_has_one_bot_with_a_token_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1:abc")
    other.write_text("2:def")
    for path in (one, other):
        path.chmod(0o600)

    def bots(*given: tuple[str, Path]) -> list[tuple[str, str]]:
        rows = [
            f'[[telegram_bots]]\nunit = "{unit}"\ntoken_file = "{path}"' for unit, path in given
        ]
        (tmp_path / "nhacviec.toml").write_text("\n".join(rows))
        known = load({})
        assert "abc" not in repr(known)
        return [(each.channel, each.token) for each in known.telegram_bots]

    assert bots(("SCT", one), ("SNN", other)) == [
        ("telegram:SCT", "1:abc"),
        ("telegram:SNN", "2:def"),
    ]
    with pytest.raises(SettingsWrong, match="a department has two bots"):
        bots(("SCT", one), ("SCT", other))
    with pytest.raises(SettingsWrong, match="the same bot is named twice"):
        bots(("SCT", one), ("SNN", one))
    one.chmod(0o644)
    with pytest.raises(SettingsWrong, match="may be read by anybody"):
        bots(("SCT", one))


def test_a_department_has_zalo_bots_of_its_own_with_plans_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path / name for name in ("one", "two", "three")]
    for path in paths:
        path.write_text(f"{path.name}:abc")
        path.chmod(0o600)

    def bots(*given: tuple[str, Path, str]) -> Settings:
        rows = [
            f'[[zalo_bots]]\nunit = "{unit}"\ntoken_file = "{path}"\n{more}'
            for unit, path, more in given
        ]
        (tmp_path / "nhacviec.toml").write_text("\n".join(rows))
        return load({}, zalo_token="123:abc", zalo_users=40)

    one, two, three = paths
    known = bots(("SCT", one, "users = 200"), ("SCT", two, ""), ("SNN", three, 'link = "z.vn/3"'))
    assert known.quotas == {
        "zalo": Quota(40, 3000),
        "zalo:SCT": Quota(200, 3000, "SCT"),
        "zalo2:SCT": Quota(40, 3000, "SCT"),
        "zalo:SNN": Quota(40, 3000, "SNN"),
    }
    assert known.homes["zalo2:SCT"] == Home("SCT")
    assert known.homes["zalo:SNN"] == Home("SNN", "z.vn/3")
    assert "abc" not in repr(known)
    with pytest.raises(SettingsWrong, match="the same bot is named twice"):
        bots(("SCT", one, ""), ("SNN", one, ""))
