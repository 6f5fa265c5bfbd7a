"""One request to the board: who asks, when, with which rights, and the ways to answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.messaging.messages import Refusal
from domain.people.board_sessions import BoardSession
from domain.people.officials import Official
from domain.people.permissions import Action, reached
from domain.people.units import Tree
from storage.engine.database import Tx
from storage.people import units
from web import cookies
from web.board import Board
from web.rendering import render

MOST_BODY = 2**20
MOST_SAID = 20_000
"""Letters of one field: as many as the personal page takes."""


class NotThere(HTTPException):
    """No such page, or not for this person: both look the same."""

    def __init__(self) -> None:
        super().__init__(404)


@dataclass(slots=True)
class BoardRequest:
    """`session` and `person` are empty before sign-in. `token`: what the cookie holds.

    `session_now`: by which sessions end. `most_body`: bytes of a form.
    """

    board: Board
    http: Request
    now: datetime
    session_now: datetime
    token: str = ""
    session: BoardSession | None = None
    person: Official | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    most_body: int = MOST_BODY

    @property
    def me(self) -> Official:
        if self.person is None:
            raise NotThere
        return self.person

    @property
    def own_session(self) -> BoardSession:
        if self.session is None:
            raise NotThere
        return self.session

    @property
    def is_fragment(self) -> bool:
        """Whether a page asks for a part of itself."""
        return "hx-request" in self.http.headers

    @property
    def fresh(self) -> bool:
        """Whether its holder confirmed in the own chat a moment ago."""
        return self.own_session.fresh(self.session_now)

    def refuse_stale(self) -> None:
        """Refuse what concerns many people without a fresh confirmation."""
        if not self.fresh:
            raise Refusal("board.confirm_first")

    def path(self, name: str) -> str:
        return str(self.http.path_params[name])

    def number(self, name: str) -> int:
        """A number in the path, of nine digits as PostgreSQL keeps them. Raises NotThere."""
        given = self.path(name)
        if not given.isdecimal() or len(given) > 9:
            raise NotThere
        return int(given)

    def query(self, name: str) -> str:
        return self.http.query_params.get(name, "").strip()[:200]

    async def form(self) -> FormData:
        length = self.http.headers.get("content-length", "")
        if not length.isdecimal() or int(length[:9]) > self.most_body:
            raise HTTPException(413)
        return await self.http.form()

    async def said(self, name: str, most: int = MOST_SAID) -> str:
        """A field of the form. Refuses what is longer than `most`: nothing is cut."""
        given = (await self.form()).get(name)
        return whole("" if given is None or isinstance(given, UploadFile) else given, most)

    async def upload(self, name: str) -> UploadFile | None:
        """A file of the form; None where nothing was chosen."""
        given = (await self.form()).get(name)
        return given if isinstance(given, UploadFile) and given.filename else None

    def form_token(self) -> str:
        return cookies.form_token(self.token, self.board.new_token()) if self.token else ""

    def cookie(self, name: str) -> str:
        return self.http.cookies.get(cookies.cookie_name(name, plain=self.board.plain), "")

    def page(self, template: str, facts: Mapping[str, Any], status: int = 200) -> Response:
        """A page, or with `template` a part of one, in the words of the board."""
        known = {"me": self.person, "session": self.session, "now": self.now, **self.shown}
        known |= {"form_token": self.form_token(), "here": self.http.url.path}
        known |= {
            "left": self.left,
            "address": self.address,
            "fresh": self.session is not None and self.fresh,
        }
        html = render(self.board.words, template, {**known, **facts})
        return HTMLResponse(html, status)

    @property
    def left(self) -> int:
        """Seconds until the session ends if nothing is done any more; 0 without one."""
        return int((self.session.ends_at - self.session_now).total_seconds()) if self.session else 0

    @property
    def address(self) -> str:
        """The path with its query: the whole state of the page."""
        query = self.http.url.query
        return self.http.url.path + (f"?{query}" if query else "")

    def to(self, path: str) -> Response:
        return RedirectResponse(path, status_code=303)


def whole(text: str, most: int) -> str:
    """As any database takes it. Refuses what is longer."""
    kept = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(kept) > most:
        raise Refusal("board.too_long", {"most": most, "count": len(kept)})
    return kept


def changed_query(known: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The query of an address with some of it changed; an empty value leaves its name out."""
    named = {name.replace("_", "-"): value for name, value in other.items()}
    shown = {n: v for n, v in {**known, **named}.items() if v and (n, v) != ("trang", "1")}
    return f"?{urlencode(shown)}" if shown else "?"


async def reach(tx: Tx, person: Official, action: Action) -> tuple[Tree, frozenset[int]]:
    """The units in which a person has this right, and the tree in which they stand."""
    tree = await units.tree(tx)
    return tree, reached(person, action, tree)
