"""Figures of the source tree: how long functions are, how full folders, how often a module is used.

`python -m benchmarks.figures` prints the table of docs/architecture.md. Tests, benchmarks and migrations are not counted,
except in the lines of code, where migrations are.
"""

import ast
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "actions",
    "api",
    "bot",
    "documents",
    "domain",
    "nhacviec",
    "scheduler",
    "storage",
    "web",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> dict[str, Path]:
    """Dotted name and file of each module that is not a package's own."""
    found = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for path in found
        if path.stem != "__init__" and "versions" not in path.parts
    }


def functions(trees: dict[str, ast.Module]) -> Iterator[Function]:
    for tree in trees.values():
        yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def body_length(function: Function) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def imported(tree: ast.Module, known: dict[str, Path]) -> set[str]:
    """Modules of ours that a module imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
    return names & known.keys()


def importers(trees: dict[str, ast.Module], known: dict[str, Path]) -> Counter[str]:
    """How many modules import each; `__main__` is started, not imported."""
    counted = Counter({name: 0 for name in known if not name.endswith("__main__")})
    for name, tree in trees.items():
        counted.update(each for each in imported(tree, known) if each != name)
    return counted


def product_lines() -> int:
    """All Python lines of the packages, migrations included."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sum(len(path.read_text("utf-8").splitlines()) for path in files)


def figures() -> dict[str, str]:
    known = modules()
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in known.items()}
    lengths = sorted(body_length(each) for each in functions(trees))
    public = [each for each in functions(trees) if not each.name.startswith("_")]
    folders = Counter(path.parent.relative_to(ROOT) for path in known.values())
    fullest, most = folders.most_common(1)[0]
    counted = importers(trees, known)
    once = sum(count == 1 for count in counted.values())
    return {
        "function body, median": str(statistics.median(lengths)),
        "function body, 95th percentile": str(lengths[len(lengths) * 95 // 100]),
        "function body, longest": str(lengths[-1]),
        "public functions with a docstring": (
            f"{100 * sum(bool(ast.get_docstring(each)) for each in public) // len(public)} %"
        ),
        "modules": str(len(known)),
        "most modules in one folder": f"{most} ({fullest})",
        "modules with exactly one importer": f"{once} of {len(counted)} ({100 * once // len(counted)} %)",
        "lines of product code, migrations included": f"{product_lines():,}",
    }


def main() -> None:
    print("| Measured without tests and migrations | |\n|---|--:|")
    for name, value in figures().items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
