"""What the service says of itself in numbers, and what is made of it."""

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.channels.protocol import SendFailed
from domain.messaging.health_findings import What
from nhacviec.monitoring.metrics import Metrics, metrics_routes
from storage.engine.database import open_database
from storage.monitoring import health_findings
from tests.flows.world import CHANNEL, World, at

ROOT = Path(__file__).parents[2]
TOKEN = "a token of the tests"
PROMTOOL = shutil.which("promtool")


class Measured:
    """A world that is asked for its figures."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.metrics = Metrics()
        out = replace(world.service.outbound, observe=self.metrics.observe)
        world.service = replace(world.service, outbound=out)

    async def get(self, token: str = TOKEN, served: str = TOKEN) -> httpx.Response:
        site = Starlette(routes=metrics_routes(self.metrics, self.world.service, served))
        transport = httpx.ASGITransport(site)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/metrics", headers=headers)

    async def figures(self) -> dict[str, float]:
        """By name and labels, as Prometheus reads them."""
        families = text_string_to_metric_families((await self.get()).text)
        return {
            sample.name
            + "".join(
                f" {key}={value}" for key, value in sorted(sample.labels.items())
            ): sample.value
            for family in families
            for sample in family.samples
        }


@pytest.fixture
async def measured(database_url: str, tmp_path: Path) -> AsyncIterator[Measured]:
    db = await open_database(database_url)
    yield Measured(await World.create(db, tmp_path))
    await db.close()


async def test_nobody_sees_them_without_the_token(measured: Measured) -> None:
    assert (await measured.get(token="")).status_code == 401
    assert (await measured.get(token="another token")).status_code == 401
    assert (await measured.get()).status_code == 200


async def test_without_a_token_in_the_settings_there_is_no_such_page(measured: Measured) -> None:
    assert (await measured.get(token="", served="")).status_code == 404


async def test_what_waits_and_what_is_owed_is_counted(measured: Measured) -> None:
    world = measured.world
    await world.phone("LAN")
    world.messenger.failures["LAN"] = [SendFailed("no_line"), SendFailed("x", uncertain=True)]
    await world.until("2025-10-20 09:00")
    async with world.db.begin() as tx:
        await health_findings.begin(tx, What.DISK, {"free_mb": 1}, world.clock())
    found = await measured.figures()
    assert found["nhacviec_messages state=uncertain"] == 1
    assert found["nhacviec_messages state=queued"] == 0
    assert found["nhacviec_finding what=disk"] == 1
    assert found["nhacviec_finding what=messages"] == 0
    assert found["nhacviec_quarantine"] == 0
    assert found["nhacviec_inbox"] == 0
    assert found[f"nhacviec_sends_total channel={CHANNEL} outcome=failed"] == 1
    assert found[f"nhacviec_sends_total channel={CHANNEL} outcome=uncertain"] == 1
    assert found[f"nhacviec_send_seconds_count channel={CHANNEL}"] == 2
    open_now = "nhacviec_duties answered={} period=2025-10 unit=LD"
    assert found[open_now.format("yes")] == 0
    assert found[open_now.format("no")] > 0


async def test_the_age_of_what_waits_is_that_of_the_oldest(measured: Measured) -> None:
    world = measured.world
    await world.phone("LAN")
    await world.until("2025-10-17 08:00")
    world.clock.turn_to(at("2025-10-17 09:30"))
    await world.service._over_time(world.clock())
    world.clock.turn_to(at("2025-10-17 09:40"))
    found = await measured.figures()
    assert found["nhacviec_messages_due"] > 0
    assert found["nhacviec_messages_due_seconds"] == 600


async def test_nobody_is_named(measured: Measured) -> None:
    world = measured.world
    await world.phone("LAN")
    await world.until("2025-10-27 09:00")
    page = (await measured.get()).text
    assert "LAN" not in page
    assert "phone_number" not in page


def named(expressions: list[str]) -> set[str]:
    """The metrics that these expressions name."""
    return {
        name for each in expressions for name in re.findall(r"\b(?:nhacviec|process)_\w+", each)
    }


def alerts() -> list[str]:
    rules = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text("utf-8"))
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    board: dict[str, Any] = json.loads((ROOT / "deploy/grafana.json").read_text("utf-8"))
    shown: list[dict[str, Any]] = board["panels"]
    return shown


async def test_what_the_alerts_and_the_board_speak_of_is_there(measured: Measured) -> None:
    measured.metrics.observe(CHANNEL, "1", 0.1)
    measured.world.service.pulse.watched("in", measured.world.service.inbound.drain)
    await measured.world.phone("LAN")
    await measured.world.until("2025-10-20 09:00")
    there = {name.partition(" ")[0] for name in await measured.figures()}
    boards = [target["expr"] for panel in panels() for target in panel["targets"]]
    assert len(alerts()) >= 8
    assert named(alerts()) - there == set()
    assert named(boards) - there == set()


def test_every_finding_has_an_alert() -> None:
    assert any("nhacviec_finding" in each for each in alerts())
    rules = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text("utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
            assert rule["labels"]["severity"] in {"warning", "critical"}


@pytest.mark.skipif(PROMTOOL is None, reason="no promtool here: the expressions are not parsed")
def test_prometheus_takes_the_alerts_and_the_boards_expressions(tmp_path: Path) -> None:
    boards = [target["expr"] for panel in panels() for target in panel["targets"]]
    rules = [{"record": f"board:panel:{n}", "expr": each} for n, each in enumerate(boards)]
    written = tmp_path / "board.yml"
    written.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}))
    for each in (ROOT / "deploy/alerts.yml", written):
        told = subprocess.run(
            [str(PROMTOOL), "check", "rules", str(each)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert told.returncode == 0, told.stderr


def test_from_outside_the_figures_are_closed() -> None:
    nginx = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    assert "location = /metrics { return 404; }" in nginx
