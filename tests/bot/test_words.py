"""Sentences are rendered once for equal facts, and never mistaken for those of others."""

from typing import Any

import pytest
from jinja2 import Template
from markupsafe import Markup

from bot.rendering import catalogue
from bot.rendering.catalogue import Language


@pytest.fixture
def language() -> Language:
    made = Language("vi")
    made.sentences["test.name"] = "{{ name }}|{{ more | default('') }}"
    return made


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was really rendered."""
    seen: list[object] = []
    render = Template.render

    def counted(template: Template, *facts: Any) -> str:
        seen.append(facts)
        return render(template, *facts)

    monkeypatch.setattr(Template, "render", counted)
    return seen


def test_equal_facts_are_rendered_once(language: Language, rendered: list[object]) -> None:
    said = {language.say("test.name", {"name": f"La{'n'}", "more": [1, "2"]}) for _ in range(3)}
    assert said == {"Lan|[1, &#39;2&#39;]"}
    assert len(rendered) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (1, 1.0), (1, "1"), (Markup("<b>"), "<b>"), (None, ""), ([1, 2], [1, 3])],
)
def test_facts_that_only_look_alike_are_not_mistaken(
    language: Language, one: object, other: object
) -> None:
    fresh = Language("vi")
    fresh.sentences["test.name"] = language.sentences["test.name"]
    language.say("test.name", {"name": one})
    assert language.say("test.name", {"name": other}) == fresh.say("test.name", {"name": other})


def test_only_so_many_are_kept(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST_SAID", 3)
    for number in range(10):
        assert language.say("test.name", {"name": number}) == f"{number}|"
        assert len(language.said) <= 3
