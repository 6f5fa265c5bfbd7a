"""What `--help` says: something of everything, in the language of the run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.commands import page
from nhacviec import config
from nhacviec.cli import language as help_texts
from nhacviec.cli.app import app
from nhacviec.config import policy_file, settings
from nhacviec.config.settings import SettingsWrong
from tests.program.shell import Shell
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


def test_the_page_of_commands_is_in_one_language(language: str) -> None:
    told, other = page(language), {"vi": ENGLISH, "en": VIETNAMESE}[language]
    assert {"bool", "str", "int"} & set(re.findall(r"<([^>|]*)>", told)) == set()
    own = re.compile(r"`[^`]*`|--?[\w-]+|^[#$].*$|[A-Z]{4,}|Nhắc Việc|[\w ]+\.xlsx", re.MULTILINE)
    assert [each for each in own.sub("", told).splitlines() if other.search(each)] == []


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


ENGLISH = re.compile(
    r"\b(usage|options|arguments?|error|missing|invalid|try|such|should|value|must|required|default"
    r"|env|did|possible|unexpected|requires|valid|the|is|number|begins|ends|comes|after|before|to|not|no|of|at|list|input|unable)\b",
    re.IGNORECASE,
)
MISTAKES = (
    "official end",
    "invite --format foo",
    "demo --port 99999",
    "foo",
    "doctr",
    "backup --nope",
    "backup a b",
    "extensions decide x grant",
    "extensions decide 3 grnt",
    "personal erase --yes",
    "summary --month",
    "doctor --help=3",
    "briefing --since 2025-13-01",
    "--log-level loud doctor",
    "simulate --help",
)
BAD = ("x", "-1", "99999999", "1.5", "25:61", '["x"]', '[{"unit": 1}]', '[{"unit": "?", "own": 2}]')


@pytest.mark.parametrize("typed", MISTAKES)
def test_the_words_of_the_library_are_in_the_language_of_the_run(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "vi")
    shown = CliRunner().invoke(app, typed.split(), env=WIDE, prog_name="nhacviec").output
    ours = [*typed.split(), "list", "simulate", "table", "grant", "refuse"]
    own = re.compile(r"\{\w+\}|--?[\w-]+|'[^']*'|<[^>]*>|" + "|".join(map(re.escape, ours)))
    assert ENGLISH.findall(own.sub("", shown)) == [], shown
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "en")
    shown = CliRunner().invoke(app, typed.split(), env=WIDE, prog_name="nhacviec").output
    assert VIETNAMESE.findall(shown) == [], shown


def refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What is said of every setting, and of every line of a policy, with values that are wrong."""
    for name in settings.Settings.model_fields:
        for value in BAD:
            variable = f"NHACVIEC_{name.upper()}"
            monkeypatch.setenv(variable, value)
            try:
                settings.load({variable: value})
            except SettingsWrong as wrong:
                yield str(wrong)
            monkeypatch.delenv(variable)


def written(tmp_path: Path) -> Iterator[str]:
    lines = [
        f"{name} = {value}"
        for name in policy_file._PolicyModel.model_fields
        for value in (
            "'x'",
            "-1",
            "99999",
            "[]",
            "[['07:00']]",
            "[[1, 2, 3]]",
            "[{days = 1}]",
            "{}",
            "= 3",
        )
    ]
    for line in [
        *lines,
        "due_hour = 22:00",
        "window = [['17:00', '07:30']]",
        "window = [['13:00', '17:00'], ['07:00', '11:00']]",
        "rungs = [{audience = 'owner', days = -1, at = '03:00'}]",
        "rungs = [{audience = 'owner', days = 20, at = '09:00'}]",
        "x = 'a",
        "y = [1",
        "a = 1\na = 2",
    ]:
        file = tmp_path / "policy.toml"
        file.write_text(line)
        try:
            policy_file.policy(file)
        except SettingsWrong as wrong:
            yield str(wrong).replace(str(file), "")


def test_what_is_wrong_with_a_setting_or_a_policy_is_said_in_the_language_of_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "vi")
    said = {*refusals(monkeypatch), *written(tmp_path)}
    assert len(said) > 60
    own = re.compile(r"'[^']*'|NHACVIEC_\w+|[\w.]+: |true|false")
    told = {each: own.sub("", help_texts.in_words(each)) for each in said}
    assert {each: now for each, now in told.items() if ENGLISH.search(now)} == {}


def sentences() -> Iterator[str]:
    """What the settings say themselves, with something in every place that is filled in."""
    for file in Path(config.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                said = node.exc.args[0]
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                yield "".join(
                    str(each.value) if isinstance(each, ast.Constant) else "X" for each in parts
                )
    yield from (re.sub(r"\{\w+\}", "X", each) for each in policy_file.SAID.values())


def test_every_sentence_of_the_settings_has_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", "vi")
    told = {each: help_texts.in_words(each) for each in sentences() if ENGLISH.search(each)}
    assert len(told) > 15
    assert [each for each, now in told.items() if not VIETNAMESE.search(now)] == []


def test_what_is_wrong_with_a_file_is_one_line(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    folder = shell("import", "plan", tmp_path)
    assert (folder.returncode, folder.stderr) == (1, f"{tmp_path}: là thư mục, không phải tệp\n")
    assert shell("import", "plan", "none").stderr == "Không tìm thấy tệp none.\n"
    english = shell("import", "plan", tmp_path, NHACVIEC_LANGUAGE="en")
    assert english.stderr == f"{tmp_path}: Is a directory\n"
