"""What is drawn or generated in docs/ is of this tree; `make docs` makes it anew."""

import subprocess
import sys

from benchmarks.figures import ROOT
from benchmarks.tree import PICTURE, draw


def test_the_picture_of_the_tree_is_drawn_from_this_tree() -> None:
    assert PICTURE.read_text("utf-8") == draw()


def test_the_list_of_commands_is_generated_from_this_command_line() -> None:
    command = [sys.executable, "-m", "typer", "nhacviec.cli.app", "utils", "docs"]
    done = subprocess.run(
        [*command, "--name", "nhacviec"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs/cli.md").read_text("utf-8").strip() == done.stdout.strip()
