"""What is drawn or generated in docs/ is of this tree; `make docs` makes it anew."""

import pytest

from benchmarks.commands import PAGES, page
from benchmarks.tree import PICTURE, draw


def test_the_picture_of_the_tree_is_drawn_from_this_tree() -> None:
    assert PICTURE.read_text("utf-8") == draw()


@pytest.mark.parametrize("code", PAGES)
def test_the_list_of_commands_is_generated_from_this_command_line(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHACVIEC_LANGUAGE", code)
    assert PAGES[code].read_text("utf-8") == page(code)
