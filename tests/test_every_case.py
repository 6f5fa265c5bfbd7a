"""A new member of an enumeration fails type checking at every place that decides by it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("actions", "bot", "documents", "domain", "nhacviec", "scheduler", "storage")
SHUT = "assert_never"
NEW = "UNHEARD_OF"
ERROR = re.compile(rf"^(?P<file>[^:]+):(?P<line>\d+): error: Argument 1 to \"{SHUT}\"")
KNOWN = {
    "AcceptanceState",
    "Audience",
    "BriefingForm",
    "ClaimTransition",
    "Decider",
    "FileForm",
    "HolidayShift",
    "IssueChange",
    "Matter",
    "Reach",
    "StatusChange",
}


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def switches(path: Path) -> Iterator[tuple[ast.Match, set[str]]]:
    """Matches on the members of enumerations, with the names of these."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Match):
            values = [
                each.value
                for case in node.cases
                for each in ast.walk(case.pattern)
                if isinstance(each, ast.MatchValue)
            ]
            named = [each.value for each in values if isinstance(each, ast.Attribute)]
            if names := {each.id for each in named if isinstance(each, ast.Name)}:
                yield node, names


def shut(node: ast.Match) -> int | None:
    """The line on which a match says that nothing else can come."""
    [*_, last] = node.cases
    for each in ast.walk(last):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == SHUT:
            return each.lineno
    return None


def test_every_decision_by_an_enumeration_says_that_nothing_else_can_come() -> None:
    found = [(path, node, names) for path in sources() for node, names in switches(path)]
    open_ones = [f"{path}:{node.lineno}" for path, node, _ in found if shut(node) is None]
    assert open_ones == []
    assert {name for _, _, names in found for name in names} >= KNOWN


def test_a_new_member_fails_type_checking_at_every_such_place(tmp_path: Path) -> None:
    decided = {path: list(switches(path)) for path in sources()}
    decided = {path: found for path, found in decided.items() if found}
    enums = {name for found in decided.values() for _, names in found for name in names}
    for path in {*decided, *(ROOT / "domain").rglob("*.py")}:
        copied = tmp_path / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(with_members(path.read_text("utf-8"), enums), "utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.py")]
    how = ("--follow-imports=skip", "--config-file=", "--explicit-package-bases", "--cache-dir=.c")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *how, *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = {(m["file"], int(m["line"])) for m in map(ERROR.match, run.stdout.splitlines()) if m}
    expected = {
        (str(path.relative_to(ROOT)), shut(node) or 0)
        for path, found in decided.items()
        for node, _ in found
    }
    assert expected - {(file, line - grown(file, line, enums)) for file, line in told} == set(), run


def with_members(source: str, enums: set[str]) -> str:
    """The same with a member more in each of these enumerations."""
    lines = source.splitlines(keepends=True)
    for at in sorted(ends(source, enums), reverse=True):
        lines.insert(at, f'    {NEW} = "unheard_of"\n')
    return "".join(lines)


def ends(source: str, enums: set[str]) -> list[int]:
    """After which lines the members of these enumerations end."""
    return [
        max(each.end_lineno or 0 for each in node.body if isinstance(each, ast.Assign))
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name in enums
    ]


def grown(file: str, line: int, enums: set[str]) -> int:
    """By how many lines what stands there was pushed down."""
    places = sorted(ends((ROOT / file).read_text("utf-8"), enums))
    return sum(line - number > at for number, at in enumerate(places))
