"""The picture: readable on a phone, whatever the size of the department."""

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from math import dist

import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from documents.report.chart import COLOURS, WIDTH_PX, chart
from domain.reporting.duties import Status
from domain.summaries.report_data import Book, bind
from tests.documents.conftest import Lived


def opened(content: bytes) -> Image.Image:
    assert content.startswith(b"\x89PNG\r\n")
    return Image.open(BytesIO(content)).convert("RGB")


def colours(picture: Image.Image) -> set[tuple[int, ...]]:
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return {rgb for count, rgb in found if count > 500 and isinstance(rgb, tuple)}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in to_rgb(colour))


def enlarged(book: Book, tasks: int, units: int) -> Book:
    entry = book.entries[0]
    entries = [
        replace(
            entry,
            line=replace(entry.line, unit_code=f"U{u:02}", unit_name=f"P{u}", task_code=f"{t:03}"),
        )
        for u in range(units)
        for t in range(tasks)
    ]
    return bind(entries, book.cycle, book.summary.as_of)


def test_the_picture_is_as_wide_as_a_phone(lived: Lived) -> None:
    content = chart(lived.book)
    picture = opened(content)
    assert picture.width == WIDTH_PX
    assert 1 < picture.height / picture.width < 2.5
    assert 20_000 < len(content) < 1_000_000


def test_every_status_of_the_period_is_to_be_seen(lived: Lived) -> None:
    seen = colours(opened(chart(lived.book)))
    for status, colour in COLOURS.items():
        assert rgb(colour) in seen, status


def crosses(book: Book, **line: object) -> int:
    """How much of the picture is drawn as not answered, if every line were like this."""
    entries = [
        replace(each, line=replace(each.line, **line))  # type: ignore[arg-type] # of its fields
        for each in book.entries
    ]
    picture = opened(chart(bind(entries, book.cycle, book.summary.as_of)))
    return sum(
        count
        for count, colour in picture.getcolors(picture.width * picture.height) or []
        if colour == rgb("#D55E00")
    )


def test_who_was_never_reached_is_not_crossed_out(lived: Lived) -> None:
    silent = {"status": None, "answered_at": None, "absent": None}
    legend = crosses(lived.book, status=Status.DONE)
    assert crosses(lived.book, **silent, reached=False) == legend
    assert crosses(lived.book, **silent, reached=True) > legend


def test_a_large_department_and_an_empty_period_have_a_picture_too(lived: Lived) -> None:
    large = opened(chart(enlarged(lived.book, 100, 50)))
    assert (large.width, large.height < 4000) == (WIDTH_PX, True)
    empty = opened(chart(bind([], lived.book.cycle, lived.now)))
    assert rgb(COLOURS["done"]) not in {rgb for rgb in colours(empty) if rgb[2] > 250}


def test_a_period_that_has_only_begun_has_a_picture(lived: Lived) -> None:
    begun = bind(lived.book.entries, lived.book.cycle, lived.book.cycle.opens_at)
    assert opened(chart(begun)).width == WIDTH_PX


# What Viénot, Brettel and Mollon (1999) say is left of a colour: linear RGB without one cone.
CONES = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def seen_by(matrix: tuple[tuple[float, ...], ...], colour: str) -> list[float]:
    linear = [part**2.2 for part in to_rgb(colour)]
    mixed = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix)
    return [max(part, 0) ** (1 / 2.2) for part in mixed]


def closest(matrix: tuple[tuple[float, ...], ...], palette: list[str]) -> float:
    """The smallest distance between two colours of a palette (RGB from 0 to 1)."""
    seen = [seen_by(matrix, colour) for colour in palette]
    return min(dist(one, two) for one, two in combinations(seen, 2))


@pytest.mark.parametrize("blindness", list(CONES))
def test_the_colours_are_told_apart_by_the_colour_blind(blindness: str) -> None:
    assert closest(CONES[blindness], list(COLOURS.values())) > 0.25
    assert closest(CONES[blindness], ["#c05020", "#607020"]) < 0.25  # a red and a green are not
