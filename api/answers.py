"""What the read API answers with: JSON or CSV under an ETag, and problems as RFC 9457 has them."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.calendar.work_calendar import local

Item = Mapping[str, Any]
PROBLEM, JSON, CSV = "application/problem+json", "application/json", "text/csv"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without which Excel takes the letters for others


class Problem(HTTPException):
    """Why nothing is answered; `title` and `detail` are read by whoever wrote the program."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, dict(headers or {}))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list, with the cursor of the next one; or one thing, in `whole`.

    `rows`: what stands in a table, where that is not the list itself.
    """

    items: Sequence[Item] = ()
    next: str | None = None
    whole: Item | None = None
    rows: Sequence[Item] = ()

    @property
    def body(self) -> Item:
        return self.whole if self.whole is not None else {"items": self.items, "next": self.next}


def problem(_request: Request, error: Exception) -> Response:
    """Any refusal, also of addresses that are none."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    name = HTTPStatus(status).phrase
    said = str(error.detail) if isinstance(error, HTTPException) else name
    body = {"type": "about:blank", "title": name, "status": status}
    body |= {"detail": said} if said != name else {}
    headers = {"cache-control": "no-store", **(getattr(error, "headers", None) or {})}
    return Response(_json(body), status, headers, PROBLEM)


def wants_table(request: Request) -> bool:
    """Whether CSV is asked for: by `format`, or else by what is accepted first."""
    asked = request.query_params.get("format")
    if asked is not None:
        return asked == "csv"
    accepted = [
        each.partition(";")[0].strip() for each in request.headers.get("accept", "").split(",")
    ]
    known = [each for each in accepted if each in (CSV, JSON, "application/*", "*/*")]
    return known[:1] == [CSV]


def answered(request: Request, found: Found, columns: Sequence[str] = ()) -> Response:
    """As JSON, or with `columns` as CSV; nothing where the reader has it already."""
    body = _csv(found.rows or found.items, columns) if columns else _json(found.body)
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": mark, "cache-control": "private, no-cache", "vary": "Accept, Authorization"}
    if found.next is not None:
        headers["link"] = f'<{_next(request, found.next)}>; rel="next"'
    if _has(request, mark):
        return Response(status_code=304, headers=headers)
    if columns:
        headers["content-disposition"] = (
            f'inline; filename="{request.url.path.rsplit("/", 1)[-1]}.csv"'
        )
    return Response(body, 200, headers, f"{CSV}; charset=utf-8" if columns else JSON)


def _has(request: Request, mark: str) -> bool:
    given = request.headers.get("if-none-match", "")
    known = [each.strip().removeprefix("W/") for each in given.split(",")]
    return mark in known or "*" in known


def _next(request: Request, cursor: str) -> str:
    query = {**request.query_params, "cursor": cursor}
    return f"{request.url.path}?{urlencode(query)}"


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    return local(value).isoformat() if isinstance(value, datetime) else str(value)


def _csv(rows: Sequence[Item], columns: Sequence[str]) -> bytes:
    """With the letters marked as UTF-8; instants in local time, as spreadsheets read them."""
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    """What somebody wrote is never a formula."""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool | int | date) or value is None:
        return value if not isinstance(value, bool) else str(value).lower()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
