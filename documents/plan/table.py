"""Finds the heading of an annex table and what each of its columns means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from documents.readers.grid import GridRow
from domain.imports.plan_vocabulary import (
    HEADINGS,
    LAST_RESORT,
    NOT_HEADINGS,
    NUMBER,
    PERIOD,
    Heading,
)
from domain.text.cleaning import as_written
from domain.text.normalize import plain

LONGEST_HEADING = 120
FEWEST_CELLS, MOST_CELLS = 3, 40
MOST_HEADING_ROWS = 3
EXACT = 110
PART = 91
FEWEST_PERIODS = 2
UNSEEN, CHIEF = 60, 5
"""A hidden column counts less than one that is seen; "chủ trì" more than "thực hiện"."""
NEAR = 84
"""How alike (0 to 100) a misspelt heading must be."""

PHRASES = {
    heading: tuple(" ".join(re.sub(r"[^\w]", " ", each).split()) for each in phrases)
    for heading, phrases in HEADINGS.items()
}
VOCABULARY = frozenset(
    word for phrases in PHRASES.values() for each in phrases for word in each.split()
) | frozenset(word for phrases in LAST_RESORT.values() for each in phrases for word in each.split())
"""A row without any of these words is no heading, however misspelt; most rows have none."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands, what is written over it, and how many rows that takes.

    `sure`: the words are those of a heading beyond doubt, even in the middle of a table.
    `periods`: columns under the deadline, by the quarters or months in which they are ticked.
    """

    places: Mapping[Heading, int]
    titles: Mapping[Heading, str]
    height: int
    width: int
    first: tuple[str, ...]
    sure: bool = False
    periods: Mapping[int, str] = field(default_factory=dict)


def find_columns(rows: Sequence[GridRow], at: int) -> Columns | None:
    """The heading that begins in this row, if one does: a task, and a lead or a deadline."""
    if not _may_be_heading(rows[at]):
        return None
    best: Columns | None = None
    for height in range(1, MOST_HEADING_ROWS + 1):
        block = rows[at : at + height]
        if len(block) < height or (height > 1 and not _goes_on(block)):
            break
        read = _columns(block)
        if best is None or len(read.places) > len(best.places) or _names_below(block, best):
            best = read
    return best if best and _enough(best.places) else None


def repeats(columns: Columns, row: GridRow) -> bool:
    """Whether the row says the heading's first row again."""
    return tuple(plain(cell.text) for cell in row.cells) == columns.first


def _enough(places: Mapping[Heading, int]) -> bool:
    return Heading.TASK in places and (Heading.LEAD in places or Heading.DEADLINE in places)


def _may_be_heading(row: GridRow) -> bool:
    texts = {cell.origin: cell.text for cell in row.cells if cell.text}
    short = all(len(text) <= LONGEST_HEADING for text in texts.values())
    if (
        not FEWEST_CELLS <= len(texts) <= MOST_CELLS
        or not short
        or NUMBER.fullmatch(row.cells[0].text)
    ):
        return False
    return sum(not VOCABULARY.isdisjoint(_bare(text).split()) for text in texts.values()) > 1


def _goes_on(block: Sequence[GridRow]) -> bool:
    """A further heading row shares a merged cell with the first, or fills what it left empty."""
    first, last = block[0].cells, block[-1].cells
    pairs = list(zip(first, last, strict=False))
    shared = any(above.text and above.origin == below.origin for above, below in pairs)
    filled = not last[0].text and any(below.text for _, below in pairs)
    return (shared or filled) and all(len(cell.text) <= LONGEST_HEADING for cell in last)


def _names_below(block: Sequence[GridRow], best: Columns) -> bool:
    """Whether the last row says no task and no number, but something that is a heading itself."""
    last = block[-1].cells
    for heading in (Heading.TASK, Heading.NUMBER):
        at = best.places.get(heading)
        if at is not None and last[at].text and last[at].origin != block[0].cells[at].origin:
            return False
    own = [cell.text for cell in last if cell.text and cell.origin[0] == block[-1].number]
    named = any(score > 100 for text in own for score, _ in _scores(text))
    return named or not own or any(_is_period(text) for text in own)


def _columns(block: Sequence[GridRow]) -> Columns:
    width = max(len(row.cells) for row in block)
    titles = [_title(block, at) for at in range(width)]
    scored = sorted(
        (
            (score - UNSEEN * _unseen(block, at), -at, heading)
            for at, title in enumerate(titles)
            for score, heading in _scores(title)
        ),
        reverse=True,
    )
    places: dict[Heading, int] = {}
    for _, minus, heading in scored:
        if heading not in places and -minus not in places.values():
            places[heading] = -minus
    _group(places, scored)
    for heading, phrases in LAST_RESORT.items():
        free = [at for at in range(width) if _bare(titles[at]) in phrases]
        if heading not in places and free and free[0] not in places.values():
            places[heading] = free[0]
    periods = _periods(block, places)
    named = {heading: titles[at] for heading, at in places.items()}
    first = tuple(plain(cell.text) for cell in block[0].cells)
    exact = sum((score >= PART and places.get(each) == -at) for score, at, each in scored)
    numbered = Heading.NUMBER in places
    return Columns(places, named, len(block), width, first, exact >= 4 - numbered, periods)


def _is_period(text: str) -> bool:
    return PERIOD.fullmatch(plain(text)) is not None


def _periods(block: Sequence[GridRow], places: dict[Heading, int]) -> dict[int, str]:
    """Quarters or months with a column each: under the deadline's title, or in its stead."""
    last = {at: " ".join(cell.text.split()) for at, cell in enumerate(block[-1].cells)}
    found = {at: text for at, text in last.items() if _is_period(text)}
    if len(set(found.values())) < FEWEST_PERIODS:
        return {}
    if places.setdefault(Heading.DEADLINE, min(found)) not in found:
        return {}
    return found


def _group(places: dict[Heading, int], scored: Sequence[tuple[float, int, Heading]]) -> None:
    """Of two columns of tasks the more special one says the task, the other its field."""
    for score, minus, heading in scored:
        free = Heading.FIELD not in places and -minus not in places.values()
        if heading is Heading.TASK and score >= EXACT and free:
            places[Heading.FIELD] = -minus


def _unseen(block: Sequence[GridRow], at: int) -> bool:
    cells = block[0].cells
    return at < len(cells) and cells[at].unseen


def _title(block: Sequence[GridRow], at: int) -> str:
    texts: dict[tuple[int, int], str] = {}
    for row in block:
        if at < len(row.cells) and row.cells[at].text:
            texts[row.cells[at].origin] = row.cells[at].text
    return " ".join(as_written(" ".join(texts.values())).split())


@lru_cache(maxsize=4096)
def _scores(title: str) -> tuple[tuple[float, Heading], ...]:
    said = _bare(title)
    return tuple(_possible(said)) if said else ()


def _bare(title: str) -> str:
    said = re.sub(r"[^\w\s]", " ", plain(title)) if "_" not in title else plain(title)
    return " ".join(said.split())


def _possible(said: str) -> Iterator[tuple[float, Heading]]:
    for heading, phrases in PHRASES.items():
        other = NOT_HEADINGS.get(heading)
        if other and re.match(other, said):
            continue
        score = max(_score(said, each) for each in phrases)
        score += CHIEF * (bool(score) and heading is Heading.LEAD and "chu tri" in said)
        if score and (heading is not Heading.NUMBER or score > 100):
            yield score, heading


def _score(said: str, phrase: str) -> float:
    """Above 100: the very words; above 90: they are part of the heading; below: nearly them."""
    share = 9 * len(phrase) / max(len(said), 1)
    if said == phrase:
        return EXACT + len(phrase) / 40 + said.endswith("hoan thanh")
    if said.startswith(f"{phrase} "):
        return 91 + share
    if f" {phrase} " in f" {said} ":
        return 87 + share
    from rapidfuzz import fuzz  # loaded with the first annex

    near = fuzz.ratio(said, phrase, score_cutoff=NEAR)
    return near - 10 if near >= NEAR else 0
