"""Recipes of CONTRIBUTING, followed in a copy: their steps suffice and are needed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packages import PACKAGES, ROOT

COPIED = (*PACKAGES, "tests", "benchmarks")
HANDLER = '''"""A greeting, in order that the recipe is followed once."""

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.permissions import Action

routes = Router()


@routes.simple_button("greet", require=Action.ANSWER)
async def greet(context: UpdateContext) -> list[Reply]:
    again = Choice("choice.greet", str(ButtonAction("greet")))
    return [Reply("sample.greeting", {"name": context.me.name}, (again,))]
'''
ROUTES, RULES = "tests/bot/test_routes.py", "tests/test_house_rules.py"
CHECKS = {
    "access table": f"{ROUTES}::test_the_access_table_is_the_one_that_was_reviewed",
    "texts": f"{RULES}::test_both_languages_have_the_same_keys_and_placeholders",
    "keys": f"{RULES}::test_every_key_is_used_and_every_used_key_is_there",
}


RECIPIENTS = "domain/reporting/recipients.py"
DIGEST = "bot/features/reminders/digest.py"
SIGN_OFF = "bot/features/sign_off/notices.py"
RULE = """_AUDITOR = AudienceRule(
    lambda roster, *_: roster.office(),
    "escalation.auditor",
    "escalation.auditor",
    frozenset({Role.OFFICE}),
)
"""
CASE = "        case Audience.AUDITOR:\n            return _AUDITOR\n"
AS_OFFICE = ("case Audience.OFFICE:", "case Audience.OFFICE | Audience.AUDITOR:")
AUDIENCE = {
    RECIPIENTS: (
        ("def rule_of(", f"{RULE}\n\ndef rule_of("),
        ("        case _:\n", f"{CASE}        case _:\n"),
    ),
    DIGEST: (AS_OFFICE,),
    SIGN_OFF: (AS_OFFICE,),
}
"""What stands in each place that must know an audience, and what it becomes."""


def handler(tree: Path) -> None:
    folder = tree / "bot/features/sample"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A sample."""\n', "utf-8")
    (folder / "handlers.py").write_text(HANDLER, "utf-8")


def texts(language: str, label: str, greeting: str) -> Callable[[Path], None]:
    def write(tree: Path) -> None:
        path = tree / f"bot/texts/{language}.toml"
        before = path.read_text("utf-8")
        named = before.replace("[choice]\n", f'[choice]\ngreet = "{label}"\n', 1)
        path.write_text(f'{named}\n[sample]\ngreeting = "{greeting}"\n', "utf-8")

    return write


def access_table(tree: Path) -> None:
    listed = ran(tree, "nhacviec", "routes")
    (tree / "tests/bot/access_table.txt").write_text(listed.stdout, "utf-8")


STEPS: dict[str, Callable[[Path], None]] = {
    "handler": handler,
    "vi": texts("vi", "Chào", "Kính chào đồng chí {{ name }}."),
    "en": texts("en", "Greet", "Good morning, {{ name }}."),
    "access table": access_table,
}


def ran(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=tree,
        env={**kept, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "seeds")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for name in ("pyproject.toml", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def checked(tree: Path, *checks: str) -> subprocess.CompletedProcess[str]:
    return ran(tree, "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", *checks)


def test_a_button_is_added_by_the_steps_of_its_recipe(tree: Path) -> None:
    for follow in STEPS.values():
        follow(tree)
    result = checked(tree, *CHECKS.values())
    assert result.returncode == 0, result.stdout[-2000:]


@pytest.mark.parametrize(("left_out", "check"), [("vi", "texts"), ("access table", "access table")])
def test_no_step_can_be_left_out(tree: Path, left_out: str, check: str) -> None:
    for name, follow in STEPS.items():
        if name not in (left_out, "access table"):
            follow(tree)
    result = checked(tree, CHECKS[check])
    assert result.returncode == 1, result.stdout[-2000:]


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def unhandled(tree: Path) -> set[str]:
    """The modules in which type checking names a place that does not know the audience."""
    options = "--cache-dir=/dev/null", "--follow-imports=skip"
    found = ran(tree, "mypy", *options, "domain", DIGEST, SIGN_OFF).stdout
    return {line.split(":")[0] for line in found.splitlines() if "Audience.AUDITOR" in line}


def test_an_audience_is_added_by_the_steps_of_its_recipe(tree: Path) -> None:
    owner = '    OWNER = "owner"\n'
    replaced(tree / "domain/reporting/policy.py", owner, f'{owner}    AUDITOR = "auditor"\n')
    assert unhandled(tree) == set(AUDIENCE)
    for place, changes in AUDIENCE.items():
        for before, after in changes:
            replaced(tree / place, before, after)
    assert unhandled(tree) == set()
    for language in ("vi", "en"):
        words = "[escalation]\n", '[escalation]\nauditor = "."\n'
        replaced(tree / f"bot/texts/{language}.toml", *words)
    result = checked(tree, CHECKS["keys"])
    assert result.returncode == 0, result.stdout[-2000:]
