"""What `--help` says: something of everything, in the language of the run."""

import pytest
import typer
from typer.testing import CliRunner

from nhacviec.cli import language as help_texts
from nhacviec.cli.app import app
from nhacviec.config.settings import SettingsWrong
from tests.test_house_rules import VIETNAMESE

LONGEST = 70
WIDE = {"COLUMNS": "120"}
LANGUAGES = ("vi", "en")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", request.param)
    return str(request.param)


def walked() -> list[tuple[str, typer.core.TyperCommand, list[help_texts.Described]]]:
    """Every command with its path and what it takes, `--help` among it."""
    found = help_texts.commands_of(typer.main.get_command(app))
    return [(path, each, each.get_params(typer.Context(each))) for path, each in found]


def test_every_command_option_and_argument_is_described(language: str) -> None:
    silent = []
    for path, command, params in walked():
        silent += [] if command.help else [path]
        silent += [f"{path} {each.opts[0]}" for each in params if not each.help]
    assert silent == []


def test_descriptions_of_options_fit_a_line(language: str) -> None:
    texts = help_texts.load(language)["options"]
    assert [each for each in texts.values() if len(each) > LONGEST] == []


def test_every_text_describes_something(language: str) -> None:
    texts, paths, used = help_texts.load(language), set(), set()
    for path, _, params in walked():
        paths.add(path)
        for each in params:
            own, shared = help_texts.keys(path, each)
            used.add(own if own in texts["options"] else shared)
    assert set(texts["commands"]) - paths == set()
    assert set(texts["options"]) - used == set()


def test_english_describes_every_command_itself() -> None:
    own = help_texts.load("en")["commands"]
    assert [path for path, _, _ in walked() if path not in own] == []


@pytest.mark.parametrize("group", ["import", "official", "report", "department"])
def test_help_in_english_has_no_vietnamese_words(
    monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "en")
    shown = CliRunner().invoke(app, [group, "--help"], env=WIDE)
    assert shown.exit_code == 0
    assert "Commands" in shown.stdout
    assert VIETNAMESE.findall(shown.stdout) == []


def test_help_is_vietnamese_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NHACVIEC_LANGUAGE", raising=False)
    shown = CliRunner().invoke(app, ["official", "end", "--help"], env=WIDE).stdout
    assert "Mã cán bộ đứng tên thực hiện." in shown
    assert "Tùy chọn" in shown
    assert "Show this message" not in shown


def test_a_language_there_is_none_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "fr")
    with pytest.raises(SettingsWrong, match="NHACVIEC_LANGUAGE: must be one of vi, en"):
        typer.main.get_command(app)
