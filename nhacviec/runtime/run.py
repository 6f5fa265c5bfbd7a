"""Runs the service for real: settings, database, channels, web pages, until it is told to stop."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import structlog
import uvicorn
from starlette.routing import BaseRoute

from api.calendar_feed import CalendarFeeds
from api.read_api import ReadApi
from bot.channels.web.app import application
from bot.channels.web.channel import WebChannel
from bot.channels.web.connections import bounded, room
from bot.channels.web.pages import Pages
from bot.channels.web.push import WebPush
from bot.channels.web.signed_links import Links
from bot.delivery.alerts import Alarms
from bot.delivery.composer import Archive
from bot.delivery.sender import Unrecorded
from bot.files.file_store import FileStore
from bot.files.virus_scan import clamd, unscanned
from bot.rendering.catalogue import Catalogue, Language
from domain.imports.changes.endings import SHARE
from domain.messaging.quota import Budget
from domain.reporting.policy import Policy
from domain.summaries.briefing import BriefingSchedule
from nhacviec.config.listening_port import refuse_taken
from nhacviec.config.settings import Settings
from nhacviec.monitoring import disk_space
from nhacviec.monitoring.health import health
from nhacviec.monitoring.heartbeat import Heartbeat
from nhacviec.monitoring.metrics import Metrics, metrics_routes
from nhacviec.monitoring.time_source import elsewhere
from nhacviec.runtime import clock, webhooks
from nhacviec.runtime.channels import Messengers, accounts, dependencies, listening, messengers
from nhacviec.runtime.dispatcher import engine
from nhacviec.runtime.file_cleanup import prune, sweep
from nhacviec.runtime.office_jobs import Rounds
from nhacviec.runtime.personal_file import with_personal
from nhacviec.runtime.preview_files import with_previews
from nhacviec.runtime.report_files import archive
from nhacviec.runtime.roles import ProcessRole, RoleNeedsServer, keep_on
from nhacviec.runtime.service import Service, ServiceOptions, assemble
from nhacviec.runtime.worker_process import Aside, in_a_process
from scheduler import loop, retention
from scheduler.monitoring import clock_guard, log_digest
from storage.audit import seals
from storage.engine.database import Database, open_database
from storage.maintenance import backups
from storage.maintenance.backups import BackupFailed
from storage.messaging import quarantine, quota_usage
from storage.office import aggregates
from web.application import board_routes
from web.board import Board

TURN_S = 0.0005
"""After so long a thread that reads a big file lets the loop go on. Python's own 5 ms are lost at
each of the many steps of an answer: taps beside a plan of 5,000 rows took five times as long."""
GRACE_S = 10
BACKLOG = 64  # so many are taken in at once, before any of them is looked at
BUDGET_EVERY_MINUTES = 60
BACKUP_EVERY_MINUTES = 24 * 60
PRUNE_EVERY_MINUTES = 60
FORGET_EVERY_MINUTES = 24 * 60
SEAL_EVERY_MINUTES = 10

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages stand on; without a secret, links end with the process."""

    db: Database
    now: clock.Clock
    files: Path
    links: Links
    archive: Archive
    aside: Aside = asyncio.to_thread


def site(db: Database, now: clock.Clock, files: Path, secret: str, public_url: str) -> Site:
    links, aside = Links(secret or clock.new_token()), in_a_process()
    made = with_previews(
        archive(db, now, links, public_url, aside), FileStore(files, clock.new_token)
    )
    made = with_personal(made, db, now)
    return Site(db, now, files, links, made, aside)


def pages(on: Site, web: WebChannel) -> Pages:
    """The pages of the web channel."""
    file_store = FileStore(on.files, clock.new_token)
    return Pages(on.db, web, on.links, file_store, on.now, clock.new_token, on.archive)


def board(
    on: Site,
    public_url: str,
    session_clock: clock.Clock | None = None,
    policy: Policy | None = None,
    end_share: int = SHARE,
) -> Board:
    """The board, in the words of the chat. `session_clock`: where that of the site is turned."""
    secrets = clock.new_token, clock.new_code
    made = Board(on.db, on.now, Language("vi"), *secrets, session_clock or on.now, public_url)
    made = replace(made, files=on.archive, aside=on.aside, policy=policy or Policy())
    return replace(made, uploads=FileStore(on.files, clock.new_token), end_share=end_share)


def read_api(on: Site) -> ReadApi:
    """What other programs read."""
    return ReadApi(on.db, on.now)


def calendar_feeds(on: Site, rhythm: BriefingSchedule | None) -> CalendarFeeds:
    """The calendars of people, in the words of the chat."""
    return CalendarFeeds(on.db, on.now, Catalogue(), rhythm)


def web_push(on: Site, known: Settings) -> WebPush:
    """What tells browsers that are closed; off where the settings do not ask for it."""
    host = urlsplit(known.public_url).hostname
    contact = f"https://{host}" if known.web_push == "on" else ""  # py_vapid takes no port
    return WebPush(on.db, on.links, on.now, Catalogue().sentence("web_push.news"), contact)


async def run_service(
    known: Settings,
    policy: Policy,
    now: clock.Clock = clock.now,
    role: ProcessRole = ProcessRole.ALL,
) -> None:
    """Run until SIGTERM or Ctrl+C; what is in flight is finished first.

    On PostgreSQL it waits until nobody else does what only one process may do, and again
    whenever it has lost that to another. Raises RoleNeedsServer, EngineNotReady.
    """
    sys.setswitchinterval(TURN_S)
    db = await open_database(known.database_url, known.data_keys)
    try:
        if db.embedded and role is not ProcessRole.ALL:
            raise RoleNeedsServer(role)
        engine(known.engine, db)
        unrecorded: Unrecorded = []
        work = partial(
            _run, db, known, policy, now, ServiceOptions(role=role, unrecorded=unrecorded)
        )
        await keep_on(db, role.posts(listening(known)), work)
    finally:
        await db.close()


async def _run(
    db: Database, known: Settings, policy: Policy, now: clock.Clock, kept: ServiceOptions
) -> None:
    """`kept`: what outlives a change of posts."""
    role = kept.role
    house = messengers(known, Alarms(db), now)
    secret = known.secret_key.get_secret_value()
    ground = site(db, now, known.files_dir, secret, known.public_url)
    process = "" if db.embedded else f"{socket.gethostname()}:{os.getpid()}:{clock.new_token()}"
    metrics, token = Metrics(), known.metrics_token.get_secret_value()
    around = _around(ground, known, policy, house.alarms)
    push = web_push(ground, known)
    around = replace(around, role=role, unrecorded=kept.unrecorded, chores=(push.drain,))
    around = replace(around, process=process, observe=metrics.observe)
    around = replace(around, engine=engine(known.engine, db))
    service = assemble(db, now, policy, house.channels, around)
    port = known.http_port if role.listens else known.watch_port
    refuse_taken(known.http_host, port)
    log.info(Catalogue().sentence("cli.running", url=known.public_url))
    routes = [*health(service), *metrics_routes(metrics, service, token)]
    share = known.import_end_share
    desk = board(ground, known.public_url, policy=policy, end_share=share)
    desk = replace(desk, quotas=known.quotas, provider=accounts(known, now))
    if role.listens:
        shown = [*pages(ground, house.web).routes(), *push.routes(), *board_routes(desk)]
        shown += [*calendar_feeds(ground, known.rhythm).routes(), *read_api(ground).routes()]
        routes = [*shown, *house.routes(), *routes]
    if port:
        server = web_server(routes, known.http_host, port)
        desk.live.ends = lambda: server.should_exit
        await serve(service, server, house, known.public_url if role.listens else "")
    else:
        await _until_told(service, house)


async def _until_told(service: Service, house: Messengers) -> None:
    """Without pages: until SIGTERM or Ctrl+C."""
    running = asyncio.ensure_future(service.run())
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, running.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(running)
    finally:
        running.cancel()
        try:
            await loop.ended([running])
        finally:
            await house.close()


def _around(on: Site, known: Settings, policy: Policy, alarms: Alarms) -> ServiceOptions:
    async def watch_budget() -> None:
        async with on.db.read() as tx:
            for name, quota in known.quotas.items():
                budget = await quota_usage.forecast(tx, name, quota, policy, on.now())
                if budget.people_too_many:
                    alarms.sound("zalo.short", quota.unit)
                elif budget.nearly_spent:
                    alarms.sound("zalo.quota_near", quota.unit)

    async def budget(now: datetime, unit: str) -> Budget | None:
        async with on.db.read() as tx:
            forecasts = [
                await quota_usage.forecast(tx, name, quota, policy, now)
                for name, quota in known.quotas.items()
                if quota.serves(unit)
            ]
        return max(forecasts, key=lambda each: each.people_too_many, default=None)

    file_store = FileStore(known.files_dir, clock.new_token)
    watching = ((watch_budget, BUDGET_EVERY_MINUTES),) if known.quotas else ()
    return ServiceOptions(
        alarms=alarms,
        archive=on.archive,
        file_store=file_store,
        scan=clamd(known.clamd) if known.clamd else unscanned,
        dependencies=dependencies(known, budget),
        fallback_after=timedelta(minutes=known.fallback_minutes),
        backlog_wait=timedelta(minutes=known.backlog_minutes),
        housework=(
            _forgetting(on, known, file_store),
            *watching,
            *_keeping(on, known, policy, alarms),
        ),
        rounds=Rounds(known.readiness_days, known.rhythm, known.unit_groups == "on"),
        hands=clock_guard.passed if on.now is clock.now else None,
        outside=elsewhere(known),
        post=webhooks.post,
        beat=Heartbeat(url) if (url := known.heartbeat_url.get_secret_value()) else None,
        senses=(partial(disk_space.sense, *_places(on, known)),),
    )


def _places(on: Site, known: Settings) -> list[Path]:
    """Where what the service keeps is written."""
    own = [Path(on.db.url.database or "").parent] if on.db.embedded else []
    return [known.files_dir, *own, *([known.backup_dir] if known.backup_dir else [])]


Chore = tuple[Callable[[], Awaitable[object]], int]
Chores = Sequence[Chore]


def _forgetting(on: Site, known: Settings, file_store: FileStore) -> Chore:
    async def forget_files() -> None:
        async with on.db.read() as tx:
            if await quarantine.stands(tx):
                return  # by a wrong clock everything is old
        await prune(on.db, file_store, known.import_days, on.now())
        await sweep(on.db, file_store, on.now())

    return forget_files, PRUNE_EVERY_MINUTES


def _keeping(on: Site, known: Settings, policy: Policy, alarms: Alarms) -> Chores:
    """What keeps the record: seals, its end told to the Office, and copies of it."""

    async def seal() -> None:
        await seals.seal(on.db, on.now())
        if known.log_head == "daily":
            await log_digest.tell_head(on.db, policy.window, on.now())

    async def forget() -> None:
        await retention.forget(on.db, on.now())

    async def fold() -> None:
        async with on.db.begin() as tx:
            await aggregates.fold(tx)

    kept = (
        (seal, SEAL_EVERY_MINUTES),
        (fold, SEAL_EVERY_MINUTES),
        (forget, FORGET_EVERY_MINUTES),
    )
    return (*kept, *_copying(on, known, alarms))


def _copying(on: Site, known: Settings, alarms: Alarms) -> Chores:
    """A copy of the database once a day, where there is a folder for it."""
    folder = known.backup_dir
    if folder is None:
        return ()

    async def copy() -> None:
        try:
            await asyncio.to_thread(
                backups.make, known.database_url, folder, known.backup_keep, on.now()
            )
        except (BackupFailed, OSError):
            log.exception("no backup could be made")
            alarms("backup_failed")

    return ((copy, BACKUP_EVERY_MINUTES),)


async def serve(
    service: Service, server: uvicorn.Server, house: Messengers, public_url: str
) -> None:
    """Run the service and its pages side by side; either one's end is the other's."""
    running = asyncio.create_task(service.run())
    serving = asyncio.create_task(server.serve())
    telling = asyncio.create_task(_announce(server, house, public_url))
    try:
        await asyncio.wait({running, serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        running.cancel()
        telling.cancel()
        try:
            await loop.ended({running, telling, serving})
        finally:
            await house.close()
    for task in (running, telling, serving):
        if not task.cancelled():
            task.result()


async def _announce(server: uvicorn.Server, house: Messengers, public_url: str) -> None:
    """Messengers try the address at once, so the door is opened first. Without one, nothing."""
    while not server.started:  # noqa: ASYNC110 - the server offers no event to wait for
        await asyncio.sleep(0.05)
    if public_url:
        await house.announce(public_url)


def web_server(routes: Sequence[BaseRoute], host: str, port: int) -> uvicorn.Server:
    """A server that keeps handles free for everything else, whoever knocks."""
    config = uvicorn.Config(
        application(routes),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=bounded(room()),
        ws="websockets-sansio",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_S,
    )
    return uvicorn.Server(config)
