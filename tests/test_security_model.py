"""The threat model names tests; each of them is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MODEL)


def test_every_line_names_a_test() -> None:
    table = [
        line
        for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
        if line[:4] == "| **"
    ]
    assert len(table) >= 7
    assert all("::" in line for line in table)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_the_named_test_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
