"""Lines that name a prompt by its code."""

import pytest

from domain.messaging.prompts import Directive, directive


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HUY A7K", Directive("undo", "A7K")),
        ("hủy a7k", Directive("undo", "A7K")),
        ("A7K huỷ", Directive("undo", "A7K")),
        ("SUA A7K", Directive("change", "A7K")),
        ("sửa A7K", Directive("change", "A7K")),
        ("A7K xong", Directive("say", "A7K", "xong")),
        ("đang làm 70% a7k", Directive("say", "A7K", "đang làm 70%")),
        ("A7K", None),
        ("xong rồi ạ", None),
        ("A7K C9D xong", None),
    ],
)
def test_a_line_names_a_prompt(text: str, meant: Directive | None) -> None:
    assert directive(text) == meant
