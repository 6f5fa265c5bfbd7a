"""Templates of the board: one environment for all pages, escaping whatever facts bring in."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.calendar.work_calendar import local
from web import static_files
from web.words import Words

FOLDER = Path(__file__).parent
TAG = re.compile(r"<[^>]+>")


def render(words: Words, template: str, facts: Mapping[str, Any]) -> str:
    """`template`: a path below this package, `pages/period/page.html`."""
    return _environment(words).get_template(template).render(**facts)


@cache
def said_in(words: Words, template: str, name: str) -> Mapping[str, str]:
    """Words that a template sets under this name, to be searched as they are read."""
    found: Mapping[str, str] = getattr(_environment(words).get_template(template).module, name)
    return found


@cache
def drawn(words: Words, template: str, macro: str, *given: Any) -> str:
    """What a macro of a template makes of these, once: a pattern that is filled many times."""
    return str(getattr(_environment(words).get_template(template).module, macro)(*given))


@cache
def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static_files.address}
    environment.filters |= {
        "bare": lambda html: unescape(TAG.sub("", html)),
        "say": lambda key, **facts: Markup(words.say(key, facts)),  # noqa: S704 - escaped there
        "qr": qr,
        "upfirst": lambda text: f"{text[:1].upper()}{text[1:]}",
        "day": words.day,
        "clock": words.clock,
        "deadline": words.deadline,
        "moment": words.moment,
        "month": words.month,
        "percent": words.percent,
        "last_day": lambda value: f"{local(value - timedelta(seconds=1)):%d/%m/%Y}",
        "short_day": lambda value: f"{date.fromisoformat(value):%d/%m/%Y}",
        "date": lambda value: f"{_local(value):%d/%m/%Y}",
        "short_date": lambda value: f"{_local(value):%d/%m}",
        "whole_moment": lambda value: f"{_local(value):%H:%M %d/%m/%Y}",
        "short_moment": lambda value: f"{_local(value):%H:%M %d/%m}",
    }
    return environment


def _local(value: Any) -> Any:
    return local(value) if isinstance(value, datetime) else value


def qr(text: str) -> Markup:
    """A text as a QR code, to be photographed: SVG that stands in the page."""
    import segno  # only pages with a picture need it

    made = segno.make(text, micro=False)
    drawn = made.svg_inline(scale=6, border=1, omitsize=True, dark="#14212b")
    return Markup(drawn)  # noqa: S704 - drawn here
