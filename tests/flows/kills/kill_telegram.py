"""Lives through a month on Telegram in a process killed again and again, and judges the history.

The messenger is a server in a process of its own, which forgets nothing and cuts lines at times.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.delivery.alerts import Alarms
from domain.messaging.messages import Chat
from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.monitoring import log
from nhacviec.onboarding.importing import DEMO_DATA, import_folder
from nhacviec.runtime.channels import messengers
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.service import Service, assemble
from storage.engine.database import open_database
from storage.messaging import chat_links
from storage.people import officials
from storage.reports import duties, reports
from storage.tables import OUTBOX_MESSAGES
from tests.channels.fake_telegram import TOKEN
from tests.flows.world import at, sqlite_url
from tests.templates import KEY

START = "2025-10-16 20:00"
STAGES = (
    "2025-10-17 08:30",
    "2025-10-22 08:30",
    "2025-10-24 14:00",
    "2025-10-27 08:30",
    "2025-10-29 08:30",
)
ANSWERER, STRANGER = "CB021", 1
FIRST_CHAT = 5000
LONGEST_LIFE_S = 0.9
BETWEEN_LIVES = timedelta(seconds=40)
HURRY = timedelta(seconds=5)
LAST_LIFE_S = 90
UNFINISHED = {"queued", "retry", "sending", "uncertain"}
LEFT = (
    "SELECT count(*) FROM outbox_messages "
    "WHERE state IN ('queued', 'retry', 'sending', 'uncertain')",
    "SELECT count(*) FROM inbox WHERE state = 'new'",
)
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "cut_after"},
    {"kind": "refuse"},
    {"kind": "bad_json"},
    {"kind": "answer", "status": 502, "accepted": True},
    {"kind": "answer", "status": 429, "parameters": {"retry_after": 1}},
)
READ_TWICE: tuple[dict[str, Any], ...] = (
    {"kind": "duplicate", "method": "getUpdates"},
    {"kind": "reorder", "method": "getUpdates"},
)


class Server:
    """The messenger, spoken to over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(base_url=f"{url}/control", timeout=10)

    def do(self, action: str, **arguments: Any) -> Any:
        answer = self.client.post(f"/{action}", json=arguments)
        return answer.raise_for_status().json()["result"]


@contextmanager
def messenger(folder: Path) -> Iterator[Server]:
    program = [sys.executable, "-m", "tests.channels.fake_telegram"]
    history = folder / "history.jsonl"
    with subprocess.Popen([*program, "--history", history], stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield Server(process.stdout.readline().decode().strip())
        finally:
            process.kill()


class Shore:
    """The time, which lies outside of the process."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "time"

    def now(self) -> datetime:
        return datetime.fromisoformat(self.file.read_text())

    def turn_to(self, instant: datetime) -> None:
        replacement = self.file.with_suffix(".new")
        replacement.write_text(instant.isoformat())
        replacement.replace(self.file)


async def prepare(address: str) -> dict[str, int]:
    """The sample department, everybody linked; returns the chat of each official."""
    db = await open_database(address, [KEY])
    await import_folder(db, DEMO_DATA, at(START))
    async with db.begin() as tx:
        everybody = (await officials.roster(tx)).officials
        chats = {each.code: FIRST_CHAT + each.id for each in everybody}
        for each in everybody:
            await chat_links.add(tx, each.id, Chat("telegram", str(chats[each.code])), at(START))
    await db.close()
    return chats


async def live(folder: Path, url: str, probe: str, until_done: float = 0) -> None:
    """One life of the service: it goes on where the last one was killed."""
    clock = TurnedClock(Shore(folder).now())
    known = Settings(
        database_url=sqlite_url(folder),
        telegram_token=TOKEN,  # type: ignore[arg-type] # made a secret by the model
        telegram_api_url=url,
        telegram_probe=probe,  # type: ignore[arg-type] # on or off
    )
    db = await open_database(known.database_url)
    house = messengers(known, Alarms(db), clock)
    service = assemble(db, clock, Policy(), house.channels)
    await service.keep_house()
    running = asyncio.create_task(service.run())
    looking = asyncio.create_task(_look_around(service, folder, clock))
    if until_done:
        await _until_done(service, url, until_done)
        for task in (running, looking):
            task.cancel()
        await asyncio.gather(running, looking, return_exceptions=True)
        await house.close()
        await db.close()
        return
    await asyncio.gather(running, looking)


async def _look_around(service: Service, folder: Path, clock: TurnedClock) -> None:
    """What the timetable does each minute, as minutes are short here."""
    while True:
        clock.turn_to(max(Shore(folder).now(), clock() + HURRY))
        await service.doubts.look_into(clock())
        await asyncio.sleep(0.2)


async def _until_done(service: Service, url: str, most_s: float) -> None:
    for _ in range(int(most_s * 5)):
        await asyncio.sleep(0.2)
        if await asyncio.to_thread(Server(url).do, "pending"):
            continue
        async with service.db.read() as tx:
            counts = [(await tx.exec_driver_sql(query)).scalar_one() for query in LEFT]
        due = await service.next_due()
        if not any(counts) and (due is None or due > service.clock()):
            return


def _one_life(folder: Path, url: str, probe: str, until_done: float = 0) -> None:
    code = 1
    try:
        asyncio.run(live(folder, url, probe, until_done))
        code = 0
    finally:
        os._exit(code)


def lives(
    folder: Path, server: Server, chats: dict[str, int], plan: tuple[int, str], dice: random.Random
) -> int:
    """Kill one life after the other, through all stages; the last one may finish its work."""
    kills, probe = plan
    shore, killed = Shore(folder), 0
    pressed: set[str] = set()
    server.do("message", chat=chats[ANSWERER], text="/trogiup")
    _finish(folder, server, probe)
    for number, stage in enumerate(STAGES):
        shore.turn_to(at(stage))
        while killed < kills * (number + 1) // len(STAGES):
            disturb(server, dice)
            child = os.fork()
            if child == 0:
                _one_life(folder, server.url, probe)
            time.sleep(dice.uniform(0.2, LONGEST_LIFE_S))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
            people_act(server, chats, pressed)
            shore.turn_to(shore.now() + BETWEEN_LIVES)
        _finish(folder, server, probe)
    return killed


def _finish(folder: Path, server: Server, probe: str) -> None:
    """A life that is let live until nothing waits any more."""
    shore = Shore(folder)
    shore.turn_to(shore.now() + BETWEEN_LIVES)
    child = os.fork()
    if child == 0:
        _one_life(folder, server.url, probe, LAST_LIFE_S)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError("a life ended in an error")


def disturb(server: Server, dice: random.Random) -> None:
    server.do("fault", method="sendMessage", skip=dice.randrange(6), **dice.choice(FAULTS))
    if dice.random() < 0.5:
        server.do("fault", **dice.choice(READ_TWICE))


def people_act(server: Server, chats: dict[str, int], pressed: set[str]) -> None:
    """One official answers each duty shown, and presses twice; a stranger presses the same."""
    chat = chats[ANSWERER]
    for message in server.do("sees", chat=chat)[-2:]:
        taps = [tap for row in message["buttons"] for _, tap in row]
        for tap in taps:
            if tap.startswith("v1:duty:") and tap.endswith(":0") and tap not in pressed:
                pressed.add(tap)
                answer = tap.replace("v1:duty:", "v1:prog:")
                for _ in range(2):
                    server.do("tap", chat=chat, data=answer, message_id=message["id"])
                forged = tap.replace("v1:duty:", "v1:done:")
                server.do("tap", chat=STRANGER, data=forged, message_id=message["id"])


async def judge(address: str, server: Server, chats: dict[str, int]) -> dict[str, Any]:
    """Compare what people see with what the database says was sent."""
    db = await open_database(address, [KEY])
    async with db.read() as tx:
        rows = (await tx.execute(select(OUTBOX_MESSAGES).order_by(OUTBOX_MESSAGES.c.id))).all()
        query = "SELECT count(*) FROM outbox_events WHERE state = 'uncertain'"
        doubtful = (await tx.exec_driver_sql(query)).scalar_one()
        person = await officials.find_by_code(tx, ANSWERER)
        assert person
        mine = await duties.of_owner(tx, person.id, 1)
        versions = [await reports.versions(tx, each.id) for each in mine]
    await db.close()
    seen = [m for chat in (*chats.values(), STRANGER) for m in server.do("sees", chat=chat)]
    ids = {str(message["id"]) for message in seen}
    recorded = {row.message_id for row in rows}
    copies = Counter((str(message["chat"]), message["raw"]) for message in seen)
    said = [(row.kind, row.address, html) for row in rows for html in _wordings(row)]
    meant = Counter((address, html) for _, address, html in said)
    kinds = {(address, html): kind for kind, address, html in said}
    twice = [each for each, count in copies.items() if count > meant[each]]
    return {
        "letters": len(rows),
        "seen": len(seen),
        "uncertain": doubtful,
        "lost": [row.key for row in rows if row.state == "sent" and row.message_id not in ids],
        "unfinished": [row.key for row in rows if row.state in UNFINISHED],
        "unrecorded": [m["text"][:60] for m in seen if str(m["id"]) not in recorded],
        "duplicated": [f"{kinds.get(each, '?')}: {each[1][:60]}" for each in twice],
        "duplicated_kinds": sorted({kinds.get(each, "?") for each in twice}),
        "failed": [f"{row.key}: {row.reason}" for row in rows if row.state == "failed"],
        "expired": [row.key for row in rows if row.state == "expired"],
        "kinds_expired": sorted({row.kind for row in rows if row.state == "expired"}),
        "effects": [len(each) for each in versions],
        "statuses": sorted({str(report.status) for each in versions for report in each}),
    }


def _wordings(row: Any) -> list[str]:
    """What a message said; one that was said again, marked as such, also without the mark."""
    repeated = row.facts.get("repeated")
    return [row.sent_html, *([row.sent_html.split("\n", 1)[1]] if repeated else [])]


def main(arguments: Sequence[str]) -> None:
    log.set_up("ERROR")
    folder, kills, seed = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    probe = arguments[3] if len(arguments) > 3 else "on"
    chats = asyncio.run(prepare(sqlite_url(folder)))
    Shore(folder).turn_to(at(START))
    with messenger(folder) as server:
        server.do("know", chats=[*chats.values(), STRANGER])
        killed = lives(folder, server, chats, (kills, probe), random.Random(seed))
        verdict = asyncio.run(judge(sqlite_url(folder), server, chats))
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(verdict | {"killed": killed}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
