"""Reads a page of a PDF that holds its own text: tables by their rules, cells by their letters."""

import re
import statistics
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from documents.readers.pdf.page import Line, Page, Ruled, Said, Span, Word
from documents.readers.pdf.text import lines_of, said_in

NEAR = 3.0
"""So far apart (points) two rules may be and still be one."""
PADDING = 9.0
"""What a cell leaves free on both sides together; Word's own is 10.8 points."""
RAISED, SMALLER = 0.12, 0.8
MARKED = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
FEWEST_LETTERS, FEWEST_MARKED = 20, 0.12
MOSTLY_PICTURE = 0.6
FOOT = 0.92
LIGHT = 0.9
UNSEEN = 2 | 32
"""Flags of fields that nobody sees."""
FIELD_HEIGHT = 10.0
MOST_PARENTS = 8
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)


def tells_itself(page: Any) -> bool:
    """Whether the text of the page can be trusted; that of a scan often lacks its marks."""
    letters = [each["text"] for each in page.chars if each["text"].isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return not _mostly_picture(page) and not page.images and bool(letters)
    if not _mostly_picture(page):
        return True
    marked = sum(bool(MARKED.match(each)) for each in letters)
    return marked / len(letters) >= FEWEST_MARKED


def _mostly_picture(page: Any) -> bool:
    area = page.width * page.height
    return any(
        (each["x1"] - each["x0"]) * (each["bottom"] - each["top"]) > MOSTLY_PICTURE * area
        for each in page.images
    )


def read_page(page: Any, number: int) -> Page:
    """A page of pdfplumber's, as it is seen: upright, what is white on white left out."""
    filled = _filled_in(page)
    page = page.dedupe_chars().filter(_visible)
    found = [table for table in page.find_tables() if len(table.cells) > 1]
    tables = [_table(page, table.cells, filled) for table in found]
    words = _words([each for each in page.chars if not any(_in(t.bbox, each) for t in found)])
    words += [each for each in filled if not any(_within(t.bbox, each) for t in found)]
    lines = [_line(line, page.height) for line in lines_of(words)]
    return Page(number, float(page.width), lines, tables, len(filled))


def _filled_in(page: Any) -> list[Word]:
    """What was put into the fields of a form, line by line where each field stands."""
    widgets = map(_field, _plain(page.page_obj.annots) or ())
    page.page_obj.annots = [each for each in widgets if each]  # pdfplumber knows where they are
    return [word for each in page.annots for word in _lines_in(each)]


def _lines_in(field: Any) -> Iterator[Word]:
    lines = [line.strip() for line in field["data"]["V"].splitlines()]
    step = (field["bottom"] - field["top"]) / max(len(lines), 1)
    for at, line in enumerate(lines):
        middle = field["top"] + (at + 0.5) * step
        half = min(step, FIELD_HEIGHT) / 2
        if line:
            yield Word(line, field["x0"], middle - half, field["x1"], middle + half)


def _field(annotation: Any) -> dict[str, Any] | None:
    """Its place and value; None for what is no field, is not seen, or was left empty."""
    own = _plain(annotation)
    if not isinstance(own, dict):
        return None
    if _named(own.get("Subtype")) != "Widget" or int(_plain(own.get("F")) or 0) & UNSEEN:
        return None
    chain = [own]
    while len(chain) < MOST_PARENTS and isinstance(_plain(chain[-1].get("Parent")), dict):
        chain.append(_plain(chain[-1]["Parent"]))
    whole = {key: _plain(each[key]) for each in reversed(chain) for key in each}
    value = _value(_named(whole.get("FT")), whole)
    return {"Rect": [float(_plain(each)) for each in whole["Rect"]], "V": value} if value else None


def _value(kind: str, field: dict[str, Any]) -> str:
    """As it is seen: the words of a choice, a tick as an x."""
    if kind == "Btn":
        return "x" if _named(field.get("AS")) not in {"", "Off"} else ""
    if kind not in {"Tx", "Ch"}:
        return ""
    pairs = [_plain(each) for each in field.get("Opt") or ()]
    shown = {_named(each[0]): _named(each[1]) for each in pairs if isinstance(each, list)}
    value = field.get("V")
    values = [_named(each) for each in (value if isinstance(value, list) else [value])]
    return "\n".join(shown.get(each, each) for each in values)


def _plain(item: Any) -> Any:
    return item.resolve() if hasattr(item, "resolve") else item


def _named(item: Any) -> str:
    """A name or a text of the file."""
    from pdfplumber.utils.pdfinternals import resolve_and_decode

    item = _plain(item)
    if isinstance(item, bytes) and item.startswith(BOM_UTF8):
        return item.decode("utf-8-sig", "replace")
    told = resolve_and_decode(item)
    return told if isinstance(told, str) else ""


def _visible(item: Any) -> bool:
    if item.get("object_type") != "char":
        return True
    colour = item.get("non_stroking_color") or (0,)
    light = len(colour) in (1, 3) and all(isinstance(c, int | float) and c > LIGHT for c in colour)
    return bool(item.get("upright", True)) and not light


def _in(box: Sequence[float], letter: Any) -> bool:
    left, top, right, bottom = box
    across, down = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(left <= across <= right and top <= down <= bottom)


def _within(box: Sequence[float], word: Word) -> bool:
    left, top, right, bottom = box
    return left <= (word.left + word.right) / 2 <= right and top <= word.middle <= bottom


def _line(words: Sequence[Word], height: float) -> Line:
    text = " ".join(word.text for word in words)
    return Line(words[0].top, text, words[0].top > height * FOOT or len(text) < 2)


def _table(page: Any, boxes: Sequence[Sequence[float]], filled: Sequence[Word]) -> Ruled:
    edges = _merged(each for box in boxes for each in (box[0], box[2]))
    levels = _merged(each for box in boxes for each in (box[1], box[3]))
    across, down = _nearest(edges), _nearest(levels)
    cells: dict[Span, Said] = {}
    for left, top, right, bottom in boxes:
        span = down(top), across(left), down(bottom) - 1, across(right) - 1
        if span[2] >= span[0] and span[3] >= span[1]:
            box = edges[span[1]], levels[span[0]], edges[span[3] + 1], levels[span[2] + 1]
            cells[span] = _said(page, box, filled)
    return Ruled(edges, levels, cells)


def _merged(values: Iterator[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [statistics.fmean(group) for group in groups]


def _nearest(values: Sequence[float]) -> Callable[[float], int]:
    return lambda wanted: min(range(len(values)), key=lambda at: abs(values[at] - wanted))


def _said(page: Any, box: Sequence[float], filled: Sequence[Word]) -> Said:
    letters = _level([each for each in page.chars if _in(box, each)])
    seen = [each for each in letters if not each["text"].isspace()]
    bold = bool(seen) and all(BOLD.search(each["fontname"]) for each in seen)
    words = [*_words(letters), *(each for each in filled if _within(box, each))]
    return replace(said_in(words, box[2] - box[0] - PADDING, box[3]), bold=bold)


def _level(letters: Sequence[Any]) -> list[Any]:
    """Without the small raised marks that point to notes below the table."""
    if not letters:
        return []
    size = statistics.median(each["size"] for each in letters)
    full = [each for each in letters if each["size"] >= SMALLER * size]
    return [each for each in letters if each["size"] >= SMALLER * size or not _raised(each, full)]


def _raised(letter: Any, full: Sequence[Any]) -> bool:
    """Whether it follows a letter of full size closely, and stands higher than that one."""
    before = [
        each
        for each in full
        if abs(letter["x0"] - each["x1"]) < each["size"]
        and each["top"] - each["size"] / 2 < letter["top"] < each["bottom"]
    ]
    nearest = min(before, key=lambda each: abs(letter["x0"] - each["x1"]), default=None)
    if nearest is None:
        return False
    return bool(letter["bottom"] < nearest["bottom"] - RAISED * nearest["size"])


def _words(letters: Sequence[Any]) -> list[Word]:
    from pdfplumber.utils.text import extract_words

    return [
        Word(each["text"], each["x0"], each["top"], each["x1"], each["bottom"])
        for each in extract_words(list(letters), x_tolerance=1.5)
    ]
