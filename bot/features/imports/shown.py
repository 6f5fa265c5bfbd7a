"""What a page shows of a file: rows with doubts or errors, each cell with its origin; questions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.imports.preview import Preview, PreviewCell, PreviewRow
from domain.imports.rows import Remark

MOST_ROWS = 200
"""So many rows stand in the page; the workbook has them all."""


def shown(
    preview: Preview | None,
    errors: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    say: Callable[..., str],
) -> dict[str, Any]:
    """As it is kept beside the content, in the words of whoever sent the file."""
    rows = [row for row in preview.rows if _remarked(row)] if preview else []
    questions = preview.questions if preview else ()
    return {
        "rows": [_row(each, say) for each in rows[:MOST_ROWS]],
        "remarked": len(rows),
        "ignored": len(preview.ignored) if preview else 0,
        "questions": [
            {"words": e.words, "rows": e.rows, "held": e.held, "suggestions": list(e.suggestions)}
            for e in questions
        ],
        "errors": [dict(each) for each in errors[:MOST_ROWS]],
        "notes": list(facts.get("notes", ())),
        "kept": list(facts.get("kept", ())),
    }


def _remarked(row: PreviewRow) -> bool:
    return any(cell.remarks for cell in row.cells)


def _row(row: PreviewRow, say: Callable[..., str]) -> dict[str, Any]:
    cells = [_cell(each, say) for each in row.cells if each.remarks]
    title = next((c.value for c in row.cells if c.column.value in ("task", "name")), "")
    return {
        "part": row.part,
        "number": row.number,
        "code": row.code,
        "title": title,
        "kept": row.kept,
        "cells": cells,
    }


def _cell(cell: PreviewCell, say: Callable[..., str]) -> dict[str, Any]:
    offered = [each for remark in cell.remarks for each in remark.suggestions]
    return {
        "column": cell.column.value,
        "title": cell.title,
        "value": cell.value,
        "source": cell.source,
        "wrong": [_said(each, say) for each in cell.wrong],
        "doubts": [_said(each, say) for each in cell.doubts],
        "suggestions": list(dict.fromkeys(offered)),
    }


def _said(remark: Remark, say: Callable[..., str]) -> str:
    return say(remark.reason, **remark.facts)
