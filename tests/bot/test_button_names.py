"""A sentence that names a button takes the name from the button; what it asks to type is read."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.features.acceptance import conversation as acceptance
from bot.features.announcements.handlers import UNDERSTOOD
from bot.features.imports.conversation import CONFIRMED, DROPPED
from bot.features.registration.consent import AGREED, DECLINED
from bot.features.reports import bulk_reply_conversation as lists
from bot.features.sign_off import conversation as sign_off
from bot.rendering.catalogue import Catalogue
from domain.issues.issue_text import NO_DATE
from domain.messaging.messages import Chat, IncomingEvent
from domain.text.normalize import plain

TEXTS = Path(__file__).parents[2] / "bot" / "texts"
LANGUAGES = ("vi", "en")
CALLS = "chọn|bấm|nhấn|trả lời|choose|press|answer"
LABEL = re.compile(r"""\{\{ ["'](\w+)["'] \| label \}\}""")
RAW_NAME = re.compile(rf"(?:{CALLS}) (?:[«“\"](?!\{{)|[A-ZĐ])", re.IGNORECASE)
RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
TYPED = re.compile(r"(?:gõ|nhắn|type|send): ([\w ]+)")
READ = AGREED | DECLINED | CONFIRMED | DROPPED | UNDERSTOOD | NO_DATE
READ |= acceptance.NO | sign_off.YES | sign_off.NO
NAMES_OF_OTHERS = ("«Bắt đầu»", "“Start”")  # a button of the messenger
SHOUTED = {
    "personal.page",
    "proof.page",
    "comparison.whole",
    "summary.whole",
    "sheet.title",
    "proof.unknown",
}
"""Headings in capitals."""


def sentences(language: str) -> dict[str, str]:
    tables = tomllib.loads((TEXTS / f"{language}.toml").read_text("utf-8"))
    return {
        f"{screen}.{name}": text
        for screen, named in tables.items()
        for name, text in named.items()
        if screen
        not in ("choice", "cli", "doctor", "import", "moving", "keys", "document", "backup")
    }


def case_sensitive(found: list[str]) -> list[str]:
    """Of what follows, a quotation or a capital; the verb may be either."""
    return [each for each in found if each[-1] in '«“"' or each[-1].isupper()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_called_by_the_name_it_bears(language: str) -> None:
    raw = {}
    for key, text in sentences(language).items():
        if key in SHOUTED:
            continue
        for name in NAMES_OF_OTHERS:
            text = text.replace(name, "")
        if found := case_sensitive(RAW_NAME.findall(text)):
            raw[key] = found
    assert raw == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_is_taken_from_a_button_is_one(language: str) -> None:
    catalogue = Catalogue().languages[language]
    named = {label for text in sentences(language).values() for label in LABEL.findall(text)}
    assert len(named) > 10
    assert all(catalogue.label(each) for each in named)


def capitals(text: str) -> list[str]:
    """Runs of words in capitals, plain."""
    said = re.sub(r"\{[{%].*?[}%]\}", "", text)
    words = [" ".join(w if w.isupper() else "|" for w in run.split()) for run in RUN.findall(said)]
    return [plain(part) for run in words for part in run.split("|") if len(part.strip()) > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_shouted_that_a_button_or_a_reply_says(language: str) -> None:
    catalogue = Catalogue().languages[language]
    labels = {
        plain(catalogue.label(key.removeprefix("choice.")))
        for key in catalogue.sentences
        if key.startswith("choice.")
    }
    known = {f"{each} " for each in labels | READ}
    shouted = {
        key: [run for run in capitals(text) if any(each.startswith(f"{run} ") for each in known)]
        for key, text in sentences(language).items()
        if key not in SHOUTED
    }
    assert {key: found for key, found in shouted.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_are_asked_to_type_is_read(language: str) -> None:
    typed = {plain(words) for text in sentences(language).values() for words in TYPED.findall(text)}
    assert len(typed) >= 4
    assert typed - READ == set()


@pytest.mark.parametrize("key", ["answer.list_confirm", "intake.plan"])
def test_the_name_that_is_read_is_the_name_on_the_button(key: str) -> None:
    for language in LANGUAGES:
        named = LABEL.findall(sentences(language)[key])
        assert named in (["right", "change"], ["confirm", "drop"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_the_buttons_of_a_list_may_be_typed(language: str) -> None:
    right, change = (Catalogue().label(each, language) for each in lists.CHOICES)
    data = {"items": [{"duty_id": 1}]}
    stored = lists.hear_confirmation(data, typed(right)).effect
    assert stored == lists.SaveList(({"duty_id": 1},))
    assert lists.hear_confirmation(data, typed(change)).effect == lists.Drop()


def typed(text: str) -> IncomingEvent:
    return IncomingEvent(Chat("web", "1"), "1", datetime(2025, 10, 20, tzinfo=UTC), text=text)


def test_no_sentence_takes_every_department_for_a_so() -> None:
    """Its word comes with the message: {{ body }}."""
    taken = re.compile(r"(?:Văn phòng|lãnh đạo|Giám đốc) Sở\b", re.IGNORECASE)
    assert [key for key, text in sentences("vi").items() if taken.search(text)] == []
