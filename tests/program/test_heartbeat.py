"""Somebody elsewhere is told every minute that all is well, or is not; the address stays secret."""

import io
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from starlette.requests import Request
from starlette.responses import Response

from domain.messaging.health_findings import What
from domain.reporting.policy import Policy
from nhacviec.config.settings import SettingsWrong, load
from nhacviec.monitoring.heartbeat import Heartbeat
from nhacviec.runtime.clock import StillClock
from nhacviec.runtime.service import Service, ServiceOptions, assemble
from storage.engine.database import Database
from tests.channels import loopback
from tests.flows.world import at

SECRET = "3f1c9b52-unguessable"


class Watcher:
    """What a watcher has heard: paths and bodies."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.status = 200

    async def hear(self, request: Request) -> Response:
        self.heard.append((request.url.path, (await request.body()).decode()))
        return Response("OK", self.status)


@asynccontextmanager
async def watched(watcher: Watcher) -> AsyncIterator[Heartbeat]:
    async with loopback.endpoint("/{rest:path}", watcher.hear) as address:
        yield Heartbeat(address.replace("{rest:path}", SECRET) + "/")


async def test_all_is_well_and_then_it_is_not() -> None:
    watcher = Watcher()
    async with watched(watcher) as beat:
        await beat([])
        await beat(["disk", "messages"])
        await beat([])
    assert watcher.heard == [
        (f"/{SECRET}", ""),
        (f"/{SECRET}/fail", "disk\nmessages"),
        (f"/{SECRET}", ""),
    ]


async def test_a_watcher_that_is_away_or_refuses_stops_nothing_and_learns_no_log_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    watcher = Watcher()
    watcher.status = 404
    async with watched(watcher) as beat:
        await beat([])
    await beat([])  # nobody listens there any more
    await Heartbeat(f"http://no host/{SECRET}")([])
    told = [each.getMessage() for each in caplog.records if each.name.startswith("nhacviec")]
    assert "404" in told[0]
    assert "ConnectError" in told[1]
    assert SECRET not in "".join(told)


async def test_the_libraries_lines_with_the_address_are_never_written() -> None:
    from nhacviec.monitoring import log

    root = logging.getLogger()
    before, level, kept = root.handlers[:], root.level, io.StringIO()
    log.set_up("DEBUG")
    root.addHandler(logging.StreamHandler(kept))
    try:
        async with watched(Watcher()) as beat:
            await beat(["disk"])
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert SECRET not in kept.getvalue()


def service(db: Database, told: list[Sequence[str]], *, full: bool = False) -> Service:
    async def beat(found: Sequence[str]) -> None:
        told.append(found)

    def disk() -> dict[What, dict[str, object]]:
        return {What.DISK: {"free_mb": 1}} if full else {}

    around = ServiceOptions(senses=(disk,), beat=beat)
    return assemble(db, StillClock(at("2025-10-02 09:00")), Policy(), {}, around)


async def test_every_look_ends_in_a_beat(sqlite: Database) -> None:
    told: list[Sequence[str]] = []
    await service(sqlite, told)._audit()
    ill = service(sqlite, told, full=True)
    await ill._audit()
    await ill._audit()
    assert told == [[], [], [What.DISK]]


async def test_where_nothing_can_be_looked_at_that_is_what_is_told(sqlite: Database) -> None:
    told: list[Sequence[str]] = []
    blind = service(sqlite, told)
    async with sqlite.begin() as tx:
        await tx.exec_driver_sql("DROP TABLE findings")
    with pytest.raises(Exception, match="findings"):
        await blind._audit()
    assert told == [["auditor"]]


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_HEARTBEAT_URL", "hc-ping.com/secret")
    with pytest.raises(SettingsWrong, match="NHACVIEC_HEARTBEAT_URL: must begin with"):
        load({})
