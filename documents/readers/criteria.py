"""Reads the scoring table of the index: criteria with their fields and maximum scores."""

import math
from pathlib import Path

from documents.readers.csv import CsvRow, read_rows
from domain.imports.rows import CriterionLine, Parsed, RowError

COLUMNS = ("criterion_code", "field_code", "field_vi", "criterion_vi", "max_score")
FIELD_MAX = "field_max_score"
NEEDED = ("criterion_code", "field_vi", "criterion_vi", "max_score")
MOST = 1000


def read_criteria(path: Path) -> Parsed[CriterionLine]:
    """Refuses a row without code, names or score, a code used twice, and a score that takes a
    field beyond the field's own maximum."""
    rows, errors = read_rows(path, (*COLUMNS, FIELD_MAX))
    lines: dict[str, CriterionLine] = {}
    for row in rows:
        read = _line(row, lines)
        if isinstance(read, RowError):
            errors.append(read)
        else:
            lines[read.code] = read
    if not (lines or errors):
        errors.append(RowError(path.name, 1, "", "import.no_criteria"))
    return Parsed(tuple(lines.values()), tuple(errors))


def _line(row: CsvRow, known: dict[str, CriterionLine]) -> CriterionLine | RowError:
    c = row.cells
    missing = next((name for name in NEEDED if not c[name]), None)
    if missing:
        return row.error(missing, "import.empty")
    if c["criterion_code"] in known:
        return row.error("criterion_code", "import.code_twice", value=c["criterion_code"])
    score, field_max = _score(c["max_score"]), _score(c[FIELD_MAX])
    if score is None:
        return row.error("max_score", "import.score_unreadable", value=c["max_score"])
    if field_max is None and c[FIELD_MAX]:
        return row.error(FIELD_MAX, "import.score_unreadable", value=c[FIELD_MAX])
    line = CriterionLine(
        c["criterion_code"], c["field_code"], c["field_vi"], c["criterion_vi"], score, field_max
    )
    same = [each for each in known.values() if _field(each) == _field(line)]
    total = sum(each.max_score for each in same) + score
    if field_max is not None and round(total - field_max, 2) > 0:
        facts = {"field": line.field_name, "most": c[FIELD_MAX], "total": f"{total:g}"}
        return row.error("max_score", "import.field_exceeded", **facts)
    return line


def _field(line: CriterionLine) -> tuple[str, str]:
    return line.field_code, line.field_name


def _score(text: str) -> float | None:
    """Points, with a comma or a point; None for anything that is no score."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= MOST else None
