"""The pages of all commands, docs/cli.md and docs/cli.vi.md, as the command line describes itself.

`python -m benchmarks.commands` writes them: `nhacviec.cli.language` says everything but the headings, which Typer has only
in English.
"""

import os
import re

import typer
from typer.cli import get_docs_for_click

from benchmarks.figures import ROOT
from nhacviec.cli.app import app
from nhacviec.cli.language import load

PAGES = {"en": ROOT / "docs" / "cli.md", "vi": ROOT / "docs" / "cli.vi.md"}
HEADING = re.compile(r"^\*\*(\w+)\*\*:$", re.MULTILINE)


def page(code: str) -> str:
    """In the language of the run, which must be this one."""
    command = typer.main.get_command(app)
    told = get_docs_for_click(obj=command, ctx=typer.Context(command), name="nhacviec")
    words = load(code)["extras"]
    return HEADING.sub(lambda each: f"**{words.get(each[1], each[1])}**:", told).strip() + "\n"


def main() -> None:
    for code, path in PAGES.items():
        os.environ["NHACVIEC_LANGUAGE"] = code
        path.write_text(page(code), "utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
