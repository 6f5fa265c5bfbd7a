"""The demo: the real service on a sample department, with phones in a page and a turned clock."""

import asyncio
import contextlib
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels.web.channel import NAME, WebChannel
from bot.channels.web.push import WebPush
from bot.channels.web.signed_links import Links
from bot.delivery.dependencies import HandlerDependencies
from bot.files.file_store import FileStore
from bot.rendering.catalogue import Catalogue, Language
from bot.rendering.rendered import Rendered
from domain.calendar.periods import Period
from domain.calendar.work_calendar import at_local, local, local_day
from domain.messaging.messages import Chat, IncomingEvent
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Policy
from nhacviec.config.listening_port import refuse_taken
from nhacviec.demo.desk import DESKS, Desk
from nhacviec.onboarding.importing import DEMO_DATA, import_folder
from nhacviec.onboarding.naming import name_department, read_names
from nhacviec.runtime.clock import TurnedClock, new_code, new_token, now
from nhacviec.runtime.run import board, calendar_feeds, pages, site, web_server
from nhacviec.runtime.service import Service, ServiceOptions, assemble
from nhacviec.simulation.behaviour import People
from nhacviec.simulation.linking import link_all
from storage.engine.database import Database, open_database
from storage.messaging import message_log
from storage.office import aggregates
from storage.people import officials, units
from storage.reports import cycles, sign_offs

FOLDER = Path(__file__).parent / "pages"
TEMPLATES = Jinja2Templates(FOLDER / "templates")
HOST = "127.0.0.1"
START = (datetime(2025, 10, 16), time(7, 0))  # noqa: DTZ001 - a local day
PHONES = ("CB021", "CB056", "CB022", "CB018", "CB009", "CB002")
NEVER_CONNECTED = ("CB020",)
CONFIRMS = "P_QLTM"
POLICY = Policy(acceptance=True, accept_after_days=3)
SEED = 5064
NAMES = read_names(DEMO_DATA / "department.toml")
BREATH_S = 0.05
LANGUAGES = ("vi", "en")


class DemoChannel(WebChannel):
    """The web channel, read also by those who answer by themselves."""

    def __init__(self, people: People, clock: TurnedClock) -> None:
        super().__init__()
        self.people = people
        self.clock = clock

    async def send(self, address: str, message: Rendered) -> str:
        if address not in PHONES:
            self.people.read(address, message, self.clock())
        return await super().send(address, message)


@dataclass(slots=True)
class Demo:
    """What the page shows and turns."""

    service: Service
    clock: TurnedClock
    people: People
    links: Links
    officials: dict[str, Official]
    auto: bool = True
    turning: asyncio.Task[None] | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    events: int = 0
    language: str = LANGUAGES[0]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/demo", self.page),
            Route("/demo/state", self.state),
            Route("/demo/turn", self.start_turning, methods=["POST"]),
            Route("/demo/auto", self.switch, methods=["POST"]),
            Route("/demo/language", self.switch_language, methods=["POST"]),
            Mount("/demo/static", StaticFiles(directory=FOLDER / "static")),
        ]

    async def page(self, request: Request) -> Response:
        listed = tomllib.loads((FOLDER / "situations.toml").read_text("utf-8"))["situation"]
        told = [each | {"holder": self.officials[each["phone"]].name} for each in listed]
        texts = tomllib.loads((FOLDER / "texts.toml").read_text("utf-8"))[self.language]
        facts = {"situations": told, "texts": texts, "language": self.language}
        return TEMPLATES.TemplateResponse(request, "demo.html", facts)

    async def state(self, _request: Request) -> Response:
        now, cycle = local(self.clock()), await self._cycle()
        due, words = await self._next_due(), Language(self.language)
        facts: dict[str, Any] = {
            "now_day": words.day(now.date()),
            "now_clock": f"{now:%H:%M}",
            "due": words.deadline(cycle.due_at) if cycle else "",
            "next": f"{words.clock(due)} {words.day(local_day(due))}" if due else "",
            "busy": self.turning is not None and not self.turning.done(),
            "auto": self.auto,
            "phones": await self._phones(),
            "counts": await self._counts(cycle),
        }
        return JSONResponse(facts)

    async def _phones(self) -> list[dict[str, Any]]:
        shown = []
        async with self.service.db.read() as tx:
            for code in PHONES:
                person = self.officials[code]
                said = await message_log.of_chat(tx, Chat(NAME, code))
                shown.append(
                    {
                        "key": code,
                        "name": person.name,
                        "position": person.position,
                        "url": f"/c/{self.links.token(code)}?frame=1",
                        "desk": code in DESKS,
                        "messages": sum(not line.mine for line in said),
                    }
                )
        return shown

    async def _cycle(self) -> Cycle | None:
        async with self.service.db.read() as tx:
            root = next(u for u in (await units.tree(tx)).by_id.values() if not u.parent_id)
            opened = await cycles.newest(tx, root.id)
            period = Period.containing(local_day(self.clock()))
            return opened or await cycles.find(tx, root.id, period)

    async def _counts(self, cycle: Cycle | None) -> dict[str, int]:
        if cycle is None:
            return {}
        async with self.service.db.read() as tx:
            totals = (await aggregates.of_period(tx, cycle, self.clock())).totals
        return {"duties": totals.duties, "answered": totals.answered, "missing": totals.missing}

    async def switch(self, request: Request) -> Response:
        self.auto = bool((await request.json()).get("on"))
        return JSONResponse({"ok": True})

    async def switch_language(self, request: Request) -> Response:
        """The page and the phones shown speak it from now on; what was said stays as it was."""
        language = (await request.json()).get("language")
        if language not in LANGUAGES:
            raise HTTPException(400)
        self.language = language
        async with self.service.db.begin() as tx:
            for code in PHONES:
                await officials.set_language(tx, self.officials[code].id, language)
        return JSONResponse({"ok": True})

    async def start_turning(self, request: Request) -> Response:
        to = (await request.json()).get("to")
        if to not in ("next", "day", "due", "month"):
            raise HTTPException(400)
        if self.turning is None or self.turning.done():
            self.turning = asyncio.create_task(self._turn(to))
        return JSONResponse({"ok": True})

    async def turn_to_first_message(self) -> None:
        await self._turn("next")

    async def _turn(self, to: str) -> None:
        """Live through everything until there, one due instant after the other."""
        end = await self._end(to)
        before = await self._shown()
        while True:
            due = await self._next_due()
            if due is None or due > end:
                break
            await self._live_at(due)
            if to == "next" and await self._shown() != before:
                return
            await asyncio.sleep(BREATH_S)
        await self._live_at(end)

    async def _end(self, to: str) -> datetime:
        now, cycle = self.clock(), await self._cycle()
        tomorrow = now + timedelta(days=1)
        if to == "due" and cycle is not None:
            return cycle.due_at if cycle.due_at > now else tomorrow
        if to == "month":
            month = Period.containing(local_day(now)).shifted(1)
            return at_local(month.day(1), time(7, 0))
        return now + timedelta(days=40) if to == "next" else tomorrow

    async def _shown(self) -> int:
        return sum(phone["messages"] for phone in await self._phones())

    async def _next_due(self) -> datetime | None:
        instants = [await self.service.next_due(), self.people.next_at() if self.auto else None]
        return min((each for each in instants if each is not None), default=None)

    async def _live_at(self, instant: datetime) -> None:
        async with self.turn:
            self.clock.turn_to(instant)
            if self.auto:
                await self._others_act()
            await self.service.settle()

    async def _others_act(self) -> None:
        event = []
        for act in self.people.due(self.clock()):
            self.events += 1
            chat = Chat(NAME, act.official)
            event.append(IncomingEvent(chat, f"auto:{self.events}", self.clock(), tap=act.tap))
        if event:
            await self.service.inbound.hear(event)

    async def run(self) -> None:
        """Between turns the service lives on, a second at a time or when somebody speaks."""
        listening = asyncio.create_task(
            self.service.channels[NAME].listen(self.service.inbound.hear)
        )
        try:
            while True:
                await self._live_at(self.clock())
                await self.service.keep_house()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        await self.service.inbound.wake.wait()
                self.service.inbound.wake.clear()
        finally:
            listening.cancel()


async def run_demo(port: int) -> None:
    """Serve the demo on this machine only, on a fresh database that is thrown away at the end."""
    refuse_taken(HOST, port)
    with tempfile.TemporaryDirectory(prefix="nhacviec-demo-") as folder:
        db = await open_database(f"sqlite+aiosqlite:///{folder}/demo.db", durable=False)
        clock = TurnedClock(at_local(START[0].date(), START[1]))
        people = People("mixed", SEED)
        web = DemoChannel(people, clock)
        await import_folder(db, DEMO_DATA, clock())
        await name_department(db, NAMES, clock())
        everybody = await link_all(db, clock(), channel=NAME, unlinked=NEVER_CONNECTED)
        await _a_unit_confirms(db, clock())
        url = f"http://{HOST}:{port}"
        ground = site(db, clock, Path(folder) / "files", new_token(), url)
        file_store = FileStore(ground.files, new_token)
        dependencies = HandlerDependencies(url, new_token, new_code=new_code)
        around = ServiceOptions(
            archive=ground.archive, file_store=file_store, dependencies=dependencies
        )
        service = assemble(db, clock, POLICY, {NAME: web}, around)
        shown = pages(ground, web)
        demo = Demo(service, clock, people, shown.links, {each.code: each for each in everybody})
        home = Route("/", _home)
        desk = Desk(board(ground, url, now), demo.officials)
        feeds = calendar_feeds(ground, None).routes()
        app = WebPush(db, shown.links, clock, "").routes()
        routes = [home, *demo.routes(), *desk.routes(), *shown.routes(), *app, *feeds]
        server = web_server(routes, HOST, port)
        desk.board.live.ends = lambda: server.should_exit
        sys.stdout.write(Catalogue().sentence("cli.demo", url=f"http://{HOST}:{port}") + "\n")
        sys.stdout.flush()
        await _serve(demo, server)
        await db.close()


async def _a_unit_confirms(db: Database, now: datetime) -> None:
    async with db.begin() as tx:
        unit = (await units.tree(tx)).by_code[CONFIRMS]
        await sign_offs.switch(tx, unit.id, on=True, now=now)


async def _serve(demo: Demo, server: Any) -> None:
    await demo.service.keep_house()
    await demo.turn_to_first_message()
    living = asyncio.create_task(demo.run())
    await server.serve()
    living.cancel()
    if demo.turning is not None:
        demo.turning.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living


async def _home(_request: Request) -> Response:
    return RedirectResponse("/demo")
