"""What the house rules ask of the code, checked on the code; each check is seen to fail once."""

import ast
import re
import statistics
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from benchmarks import figures
from tests.packages import PACKAGES, ROOT

LEXICONS = (
    "domain/replies/*.py",
    "domain/replies/*/*.py",
    "domain/text/cleaning.py",
    "domain/text/day_mentions.py",
    "domain/issues/issue_text.py",
    "domain/text/*.py",
    "domain/imports/plan_vocabulary.py",
    "domain/imports/roster_vocabulary.py",
    "domain/imports/naming/*.py",
    "domain/imports/unit_names.py",
    "documents/**/*.py",
    "documents/readers/*/*.py",
)
"""Files that know the language: their words are data, not sentences said to people."""
MATCHED = (
    "storage/people/officials.py",
    "bot/features/reports/handlers.py",
    "bot/features/registration/consent.py",
)
"""Files with a word or two of the language that is compared, never said."""
BANNED_NAMES = {"utils", "helpers", "manager", "base", "common"}
VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
KEY = re.compile(r"[a-z_]+\.[a-z_]+")
INDEX_OR_PATH = re.compile(
    r"https?://[^\s\"']*(?:/simple|registry|pypi|mirror)|(?:^|\W)/(?:work|farm)/"
)
BARE_IGNORE = re.compile(r"#\s*(?:noqa(?!: [A-Z0-9, ]+ -)|type: ignore(?!\[[\w-]+\] #))")


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in named if name not in ("self", "cls")])


def percentile(values: Sequence[int], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


@cache
def _trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in modules()]


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{function.name}": body_length(function)
        for path, tree in _trees()
        for function in functions(tree)
    }
    values = list(lengths.values())
    assert [name for name, length in lengths.items() if length > 40] == []
    assert statistics.median(values) <= 4
    assert percentile(values, 95) <= 16


def test_functions_of_tests_and_benchmarks_are_short_too() -> None:
    paths = [path for folder in ("benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")]
    long = [
        f"{path.relative_to(ROOT)}:{each.name}"
        for path in paths
        for each in functions(ast.parse(path.read_text("utf-8")))
        if body_length(each) > 40
    ]
    assert long == []


def test_functions_take_few_parameters() -> None:
    """More than six only where a reason stands beside the ignored rule."""
    crowded = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path, tree in _trees()
        for function in functions(tree)
        if parameters(function) > 6
        and "PLR0913 - " not in path.read_text("utf-8").splitlines()[function.lineno - 1]
    ]
    assert crowded == []


def test_files_are_short() -> None:
    lengths = [len(path.read_text("utf-8").splitlines()) for path in modules()]
    assert percentile(lengths, 95) <= 250


def modules_by_folder() -> Counter[Path]:
    """How many modules each folder has; a package's own `__init__` is not one."""
    return Counter(p.relative_to(ROOT).parent for p in modules() if p.stem != "__init__")


def test_no_folder_is_too_full() -> None:
    assert {f"{name}: {n}" for name, n in modules_by_folder().items() if n > 14} == set()


def test_few_modules_have_a_single_importer() -> None:
    """A module that one other imports is often a crumb of it; the share is not to grow."""
    known = figures.modules()
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in known.items()}
    counted = figures.importers(trees, known)
    assert sum(count == 1 for count in counted.values()) <= 0.3 * len(counted)


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.relative_to(ROOT) for path, tree in _trees() if not ast.get_docstring(tree)]
    assert silent == []


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [path for path in modules() if path.stem in BANNED_NAMES] == []


def bare_ignores(text: str) -> list[str]:
    return [line for line in text.splitlines() if BARE_IGNORE.search(line)]


def test_every_ignore_has_a_reason() -> None:
    paths = [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
    bare = {str(path): bare_ignores(path.read_text("utf-8")) for path in paths}
    assert {path: lines for path, lines in bare.items() if lines} == {}


def tracked_texts() -> Iterator[tuple[str, str]]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    for name in listing.split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.suffix not in (".png", ".db"):
            yield name, path.read_text("utf-8", errors="replace")


def test_no_machine_path_and_no_package_index_is_named() -> None:
    named = [name for name, text in tracked_texts() if INDEX_OR_PATH.search(text)]
    assert [name for name in named if name != "tests/test_house_rules.py"] == []


# The catalogue


def catalogue(language: str) -> dict[str, str]:
    tables = tomllib.loads((ROOT / "bot/texts" / f"{language}.toml").read_text("utf-8"))
    return {
        f"{screen}.{key}": text for screen, keys in tables.items() for key, text in keys.items()
    }


def placeholders(text: str) -> set[str]:
    environment = Environment(autoescape=True)
    names = (
        "day",
        "clock",
        "deadline",
        "moment",
        "month",
        "percent",
        "number",
        "short",
        "status",
        "reply_meaning",
        "unreached",
        "owner",
        "short_day",
        "wish",
        "post",
        "kept_why",
        "label",
        "tasks",
        "people",
        "shares",
        "day_off_moves",
        "listed",
        "left_out",
    )
    environment.filters |= dict.fromkeys(names, str)
    everywhere = {"body"}  # the word for the department, which some languages do without
    return meta.find_undeclared_variables(environment.parse(text)) - everywhere


def different(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Keys that only one has, or whose placeholders differ."""
    keys = first.keys() ^ second.keys()
    both = first.keys() & second.keys()
    return sorted(keys | {k for k in both if placeholders(first[k]) != placeholders(second[k])})


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert different(catalogue("vi"), catalogue("en")) == []


def strings(tree: ast.Module) -> Iterator[str]:
    """String literals that are not docstrings; of an f-string its constant beginning and a star."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documentation |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node.values:
            first = node.values[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{first.value}*"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] if id(node) not in documentation else []


def used_keys(keys: set[str]) -> tuple[set[str], set[str]]:
    """The keys that the code names, and the names that look like keys of a screen but are none."""
    screens = {key.split(".")[0] for key in keys}
    used: set[str] = set()
    unknown: set[str] = set()
    for _, tree in _trees():
        for text in strings(tree):
            if text.endswith("*"):
                used |= {key for key in keys if key.startswith(text[:-1]) and "." in text}
            elif KEY.fullmatch(text) and text.split(".")[0] in screens:
                (used if text in keys else unknown).add(text)
    return used, unknown


RECORDED = re.compile(
    r"(?:absence|board|calendar|cycle|extension|import|ladder|letter|objection|period|registration"
    r"|report)\.[a-z_]+"
)
"""Names of audit entries, and of events, look like keys of the catalogue."""


def test_every_key_is_used_and_every_used_key_is_there() -> None:
    keys = set(catalogue("vi"))
    used, unknown = used_keys(keys)
    assert sorted(keys - used) == []
    assert sorted(name for name in unknown if not RECORDED.fullmatch(name)) == []


def sentences(tree: ast.Module) -> list[str]:
    return [text for text in strings(tree) if VIETNAMESE.search(text)]


def _may_know_words(path: Path) -> bool:
    relative = path.relative_to(ROOT)
    return str(relative) in MATCHED or any(relative.match(each) for each in LEXICONS)


def test_no_sentence_stands_in_python() -> None:
    said = {
        str(path.relative_to(ROOT)): sentences(tree)
        for path, tree in _trees()
        if not _may_know_words(path)
    }
    assert {path: texts for path, texts in said.items() if texts} == {}


# Each check can fail


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    a = 1\n    return a\n", 2),
        ('def f():\n    """Doc."""\n    return 1\n', 1),
    ],
)
def test_body_length_leaves_the_docstring_out(source: str, expected: int) -> None:
    assert [body_length(each) for each in functions(ast.parse(source))] == [expected]


def test_parameters_are_counted_without_self() -> None:
    source = "class A:\n    def f(self, a, *, b): ...\n"
    assert [parameters(each) for each in functions(ast.parse(source))] == [2]


def test_an_ignore_without_a_reason_is_found() -> None:
    mark = "# no" + "qa"
    assert bare_ignores(f"x = 1  {mark}") != []
    assert bare_ignores(f"x = 1  {mark}: S101") != []
    assert bare_ignores(f"x = 1  {mark}: S101 - a reason") == []


def test_a_sentence_in_python_is_found() -> None:
    assert sentences(ast.parse('x = "Đã ghi nhận"')) == ["Đã ghi nhận"]
    assert sentences(ast.parse('"""Đã ghi nhận"""')) == []


def test_a_missing_placeholder_is_found() -> None:
    assert different({"a.b": "{{ name }}"}, {"a.b": "x"}) == ["a.b"]
    assert different({"a.b": "x"}, {}) == ["a.b"]


def test_a_machine_path_or_an_index_is_found() -> None:
    assert INDEX_OR_PATH.search("see /wo" + "rk/main")
    assert INDEX_OR_PATH.search("https://example.org/sim" + "ple/x")
    assert not INDEX_OR_PATH.search("framework/main.py")


def test_no_two_decisions_have_one_number() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    numbers = [int(each.name.split("-")[0]) for each in records]
    assert numbers == list(range(1, len(records) + 1))
