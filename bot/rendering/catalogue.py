"""Puts a Say into words: the catalogue, its templates, and dates and numbers in local form."""

import hashlib
import marshal
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.rendering.duty_lists import MOST_LISTED
from bot.rendering.rendered import Button, Rendered
from domain.calendar.work_calendar import local
from domain.messaging.buttons import SHARE_CONTACT
from domain.messaging.messages import Choice, Facts, Reply
from domain.text.department_kinds import USUAL

FOLDER = Path(__file__).parents[1] / "texts"
LANGUAGES = ("vi", "en")
MOST_SAID = 5000  # sentences kept
PLAIN_VALUES = 2  # the form of marshal that does not tell whether values are the same object
FACTS = re.compile(r"[({]")  # where the facts of a label begin
PAIR_WIDTH = 20  # labels no longer than this stand two in a row


class Language:
    """One language's sentences, with its way of writing days, hours and numbers."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentences = _flat(tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8")))
        self.templates: dict[str, Template] = {}
        self.said: dict[tuple[str, bytes], str] = {}

    @cached_property
    def environment(self) -> Environment:
        environment = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters |= {
            "day": self.day,
            "short_day": lambda value: f"{_date(value):%d/%m/%Y}",
            "clock": self.clock,
            "deadline": self.deadline,
            "moment": self.moment,
            "month": self.month,
            "percent": self.percent,
            "number": lambda value: format_decimal(value, locale=self.code),
            "short": shorten,
            "status": lambda value: self.sentences[f"status.{value}"],
            "post": self.post,
            "kept_why": lambda value: self.sentences[f"kept_why.{value}"],
            "label": self.label,
            "wish": lambda value: self.sentences[f"wish.{value}"],
            "reply_meaning": lambda value: self.sentences[f"reply_meaning.{value}"],
            "unreached": lambda value: self.sentences[f"unreached.{value or 'channel_down'}"],
            "owner": lambda group: Markup(self.say("form.owner", group)),  # noqa: S704 - escaped there
            "tasks": lambda group: Markup(self.say("form.tasks", group)),  # noqa: S704 - escaped there
            "people": lambda most: Markup(self.say("form.people", most)),  # noqa: S704 - escaped there
            "listed": lambda items: items[:MOST_LISTED],
            "left_out": self.left_out,
            "day_off_moves": lambda moves: Markup(self.say("form.day_off_moves", moves)),  # noqa: S704 - escaped there
            "shares": lambda most: Markup(self.say("form.shares", most)),  # noqa: S704 - escaped there
        }
        environment.globals["body"] = self.sentences["term.body"]
        return environment

    @pass_context
    def post(self, context: Context, value: str) -> str:
        """What somebody is, in the words of the own department."""
        return self.say(f"post.{value}", {"body": context["body"]})

    def day(self, value: str | date) -> str:
        """thứ Sáu, 24/10/2025"""
        when = _date(value)
        name = format_date(when, "EEEE", locale=self.code)
        name = name[:1].lower() + name[1:] if self.code == "vi" else name
        return f"{name}, {when:%d/%m/%Y}"

    def clock(self, value: str | datetime) -> str:
        """08:30, in local time"""
        return f"{_instant(value):%H:%M}"

    def deadline(self, value: str | datetime) -> str:
        """17:00 thứ Sáu, 24/10/2025"""
        when = _instant(value)
        facts = {"clock": f"{when:%H:%M}", "day": self.day(when.date())}
        return self.say("form.deadline", facts)

    def label(self, choice: str) -> str:
        """What the button of this choice says, without the facts that stand in it."""
        return FACTS.split(self.sentences[f"choice.{choice}"])[0].rstrip(" ,:")

    def moment(self, value: str | datetime) -> str:
        """08:30 ngày 24/10/2025"""
        when = _instant(value)
        return self.say("form.moment", {"clock": f"{when:%H:%M}", "date": f"{when:%d/%m/%Y}"})

    def month(self, value: str) -> str:
        """10/2025, from 2025-10"""
        year, month = value.split("-")
        return f"{month}/{year}"

    def percent(self, share: float | None) -> str:
        """62,5%; a share of nothing is a dash, not zero."""
        if share is None:
            return "—"
        return format_decimal(round(share * 100, 1), locale=self.code) + "%"

    def left_out(self, items: Sequence[object] | int) -> Markup:
        """How many of a list are not named here, and how they are found; nothing if all are."""
        count = (items if isinstance(items, int) else len(items)) - MOST_LISTED
        return Markup(self.say("form.left_out", {"count": count}) if count > 0 else "")  # noqa: S704 - escaped there

    def say(self, key: str, facts: Facts) -> str:
        """The sentence; what was said of equal facts is said again without being rendered."""
        equal = _equal(facts)
        known = self.said.get((key, equal)) if equal else None
        if known is not None:
            return known
        said = self._template(key).render(facts).strip()
        if equal:
            if len(self.said) >= MOST_SAID:
                self.said.clear()
            self.said[key, equal] = said
        return said

    def _template(self, key: str) -> Template:
        template = self.templates.get(key)
        if template is None:
            template = self.environment.from_string(self.sentences[key].strip("\n"))
            self.templates[key] = template
        return template


def _equal(facts: Facts) -> bytes:
    """The same for equal facts, of equal types; empty where they are more than plain values."""
    try:
        return marshal.dumps(dict(facts), PLAIN_VALUES)
    except ValueError:
        return b""


def _flat(tables: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{screen}.{name}": sentence
        for screen, sentences in tables.items()
        for name, sentence in sentences.items()
    }


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _instant(value: str | datetime) -> datetime:
    return local(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def shorten(text: str, length: int = 60) -> str:
    """Cut at a word, with an ellipsis."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;. ") + "…"


_language = cache(Language)


@dataclass(frozen=True, slots=True)
class Worded:
    """What is said, in words, with numbered choices."""

    html: str
    buttons: tuple[Button, ...] = ()


class Catalogue:
    """All languages. A sentence is looked up by its key."""

    def __init__(self) -> None:
        self.languages = {code: _language(code) for code in LANGUAGES}

    def put(self, parts: Sequence[Reply], language: str, body: str = USUAL) -> Worded:
        """One message made of one or more parts; its choices are numbered through.

        `body`: the word in running text for the department of whoever reads it.
        """
        own = {"body": body} if body != USUAL else {}
        say = self.languages[language].say
        text = "\n\n".join(say(part.key, {**part.facts, **own}) for part in parts)
        choices = [choice for part in parts for choice in part.choices]
        buttons = [
            Button(self._numbered(number, choice, language), choice.tap)
            for number, choice in enumerate(choices, start=1)
        ]
        return Worded(text, tuple(buttons))

    def numbered(self, parts: Sequence[Reply], worded: Worded, code: str, language: str) -> Worded:
        """The same without buttons: choices become numbered lines, unless the text has them."""
        choices = [choice for part in parts for choice in part.choices]
        lines = [
            str(escape(button.label))
            for choice, button in zip(choices, worded.buttons, strict=True)
            if not choice.in_text
        ]
        how = self.languages[language].say("prompt.how", {"code": code})
        return Worded("\n".join([worded.html, "", *lines, how]))

    def _numbered(self, number: int, choice: Choice, language: str) -> str:
        label = self.label(choice, language)
        return label if choice.tap == SHARE_CONTACT else f"{number}. {label}"

    def label(self, choice: Choice, language: str) -> str:
        return str(_plain(self.languages[language].say(choice.label, choice.facts)))

    def sentence(self, key: str, language: str = "vi", **facts: Any) -> str:
        """One sentence as plain text, for the command line and the pages."""
        return _plain(self.languages[language].say(key, facts))

    def fingerprint(self, key: str, language: str = "vi", **named: str) -> str:
        """The hash of a text's wording and of the names in it, kept with a consent to it."""
        said = [
            self.languages[language].sentences[key],
            *(f"{n}={named[n]}" for n in sorted(named)),
        ]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _plain(html: str) -> str:
    """Buttons and terminals show text, not markup; jinja escaped what facts brought in."""
    for escaped, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'")):
        html = html.replace(escaped, sign)
    return html.replace("&amp;", "&")


def laid_out(worded: Worded, code: str = "", reference: str = "") -> Rendered:
    """Buttons in rows: short labels two in a row, long ones alone."""
    rows: list[tuple[Button, ...]] = []
    for button in worded.buttons:
        short = len(button.label) <= PAIR_WIDTH
        fits = bool(rows) and len(rows[-1]) == 1 and len(rows[-1][0].label) <= PAIR_WIDTH
        if short and fits:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return Rendered(worded.html, tuple(rows), code, reference)
