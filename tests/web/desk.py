"""A browser at a desk, in front of the board of the small department; no network in between."""

import re
from dataclasses import dataclass, field, replace
from html import unescape

import httpx
from starlette.applications import Starlette

from bot.channels.web.app import application
from bot.files.file_store import FileStore
from bot.rendering.catalogue import Language
from nhacviec.runtime.clock import new_code, new_token
from nhacviec.runtime.report_files import archive
from tests.flows.world import Phone, World
from web.application import board_routes
from web.board import Board
from web.live import Live

HOST = "http://127.0.0.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"


def board_of(world: World) -> Board:
    """Its stream of changes ends at once: the client here waits for the end of each answer."""
    secrets = new_token, new_code
    live = Live(lambda: True)
    made = archive(world.db, world.clock, world.links, HOST)
    board = Board(world.db, world.clock, Language("vi"), *secrets, world.clock, HOST, live)
    return replace(board, files=made, uploads=FileStore(world.folder, new_token))


def _client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url=HOST,
        headers={"user-agent": CHROME, "accept": "text/html"},
        follow_redirects=True,
    )


@dataclass
class Browser:
    """One browser with its cookies. `page`: what it shows, as text."""

    world: World
    client: httpx.AsyncClient = field(init=False)
    answer: httpx.Response | None = None

    def __post_init__(self) -> None:
        self.client = _client(application(board_routes(board_of(self.world))))

    def sits_at(self, board: Board) -> None:
        """The same browser, before a board that is set up otherwise."""
        app = application(board_routes(board))
        cookies = self.client.cookies
        self.client = _client(app)
        self.client.cookies = cookies

    async def opens(self, path: str, **headers: str) -> httpx.Response:
        self.answer = await self.client.get(path, headers=headers)
        return self.answer

    async def sends(self, path: str, **fields: str) -> httpx.Response:
        """A form of the page that is open, as the browser would send it."""
        given = {"form_token": self.form_token} | fields
        self.answer = await self.client.post(path, data=given, headers={"origin": HOST})
        return self.answer

    @property
    def html(self) -> str:
        return self.answer.text if self.answer else ""

    @property
    def form_token(self) -> str:
        found = re.search(r'name="form[-_]token" (?:content|value)="([^"]+)"', self.html)
        return found[1] if found else ""

    @property
    def page(self) -> str:
        """The text of the page without its markup."""
        text = re.sub(r"<(script|style|title|svg).*?</\1>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()

    @property
    def path(self) -> str:
        assert self.answer is not None
        return self.answer.url.path

    def shows(self, *texts: str) -> None:
        for text in texts:
            assert text in self.page, f"{text!r} is not in:\n{self.page}"

    @property
    def signed_in(self) -> bool:
        return "bang" in self.client.cookies


async def link_of(phone: Phone) -> str:
    """The address on the phone after /bang, without its host."""
    await phone.writes("/bang")
    found = re.search(r"/bang/vao/\S+", phone.messages[-1].text)
    assert found is not None, phone.messages[-1].text
    return found[0]


async def at_desk(world: World, phone: Phone) -> Browser:
    """Somebody signed in on the board by the link on the own phone."""
    browser = Browser(world)
    link = await link_of(phone)
    await browser.opens(link)
    await browser.sends(link)
    assert browser.signed_in
    await world.service.settle()
    phone.seen = len(phone.messages)
    return browser
