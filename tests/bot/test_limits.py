"""What one message may hold: parts, buttons, and a word about what is left out."""

from bot.rendering.catalogue import Worded
from bot.rendering.limits import MOST_PARTS, MessageLimits, fitted
from bot.rendering.markup import split
from bot.rendering.rendered import Button

LIMITS = MessageLimits(400, 20)
NOTICE = "<i>Nội dung còn dài.</i>"


def test_what_fits_stays_as_it_is() -> None:
    worded = Worded("a line\n" * 50, tuple(Button(str(n), f"v1:a:{n}:0") for n in range(20)))
    assert fitted(worded, LIMITS, NOTICE) is worded


def test_a_long_text_ends_with_a_word_about_the_rest_and_keeps_its_choices() -> None:
    tail = "\n\n1. Một\n2. Hai"
    long = "\n".join(f"<b>{n}</b> một nhiệm vụ dài" for n in range(300)) + tail
    made = fitted(Worded(long), LIMITS, NOTICE, tail)
    parts = split(made.html, LIMITS.text)
    assert len(parts) == MOST_PARTS
    assert made.html.endswith(f"{NOTICE}{tail}")
    assert made.html.startswith("<b>0</b> một nhiệm vụ dài\n<b>1</b>")


def test_buttons_in_the_middle_give_way_and_numbers_go_on_counting() -> None:
    many = tuple(Button(f"{n}. Việc", f"v1:a:{n}:0") for n in range(1, 153))
    made = fitted(Worded("Việc", many), LIMITS, NOTICE)
    assert len(made.buttons) == LIMITS.buttons
    assert (made.buttons[0].label, made.buttons[-1].label) == ("1. Việc", "152. Việc")
    assert made.html.endswith(NOTICE)
