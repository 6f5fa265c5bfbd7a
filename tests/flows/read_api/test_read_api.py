"""Other programs read: a spreadsheet that refreshes itself, and what no token opens."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from api import resources
from api.read_api import DOCUMENT, ReadApi
from bot.channels.web.app import application
from domain.people.api_tokens import ApiToken, ReadKind, secret_hash
from storage.outside import api_tokens
from storage.people import units
from tests.flows.world import World

OPENAPI: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
ROOT = Path(__file__).parent
EVERYTHING = frozenset(ReadKind)
WAYS = pytest.mark.parametrize("world", ["buttons", "postgresql"], indirect=True)
REFUSED = (
    ("stranger", "/duties", 401),
    ("stranger", "/nothing", 404),
    ("some", "/reports", 403),
    ("some", "/summary", 403),
    ("some", "/audit", 403),
    ("some", "/duties?unit=P_TM", 404),
    ("some", "/duties?unit=LD", 404),
    ("some", "/duties/{other}", 404),
    ("whole", "/duties/999999999", 404),
    ("whole", "/duties?period=2024-01", 404),
    ("whole", "/periods/2025-13", 422),
    ("whole", "/duties?limit=501", 422),
    ("whole", "/duties?cursor=-1", 422),
    ("whole", "/duties?standing=lazy", 422),
    ("whole", "/duties?perod=2025-10", 422),
    ("whole", "/duties?limit=1&limit=2", 422),
)
"""Who asks, for what, and what comes of it. `some` reads duties and units of P_CN."""
ONE_WAY = pytest.mark.parametrize("world", ["buttons"], indirect=True)


@dataclass
class Program:
    """Another program, with a token or without."""

    world: World
    token: str = "nv_nobody"
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        api = ReadApi(self.world.db, self.world.clock)
        transport = httpx.ASGITransport(app=application(api.routes()))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1/api/v1")

    async def is_given(
        self, unit: str, kinds: frozenset[ReadKind] = EVERYTHING, days: int = 9
    ) -> "Program":
        now = self.world.clock()
        self.token = f"nv_{unit}{len(kinds)}{days}"
        async with self.world.db.begin() as tx:
            here = (await units.tree(tx)).by_code[unit].id
            until = now + timedelta(days=days)
            token = ApiToken(0, "test", here, kinds, now, until)
            await api_tokens.add(tx, secret_hash(self.token), token)
        return self

    async def asks(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(
            path, headers={"authorization": f"Bearer {self.token}", **headers}
        )

    async def reads(self, path: str) -> Any:
        """What is there, which is as the document says."""
        answer = await self.asks(path)
        assert answer.status_code == 200, answer.text
        fits(answer, path)
        return answer.json()

    async def reads_all(self, path: str) -> list[Any]:
        """All of a list, page by page."""
        found, more = [], f"{path}{'&' if '?' in path else '?'}limit=1"
        for _ in range(100):
            answer = await self.asks(more)
            fits(answer, path)
            found += answer.json()["items"]
            if "next" not in answer.links:
                return found
            more = answer.links["next"]["url"].removeprefix("/api/v1")
        raise AssertionError("no end")


def fits(answer: httpx.Response, path: str) -> None:
    """The answer has the form that the document gives it."""
    known = OPENAPI["paths"][shape_of(path)]["get"]["responses"][str(answer.status_code)]
    while "$ref" in known:
        known = resolved(known["$ref"])
    kind = answer.headers["content-type"].partition(";")[0]
    schema = {**known["content"][kind]["schema"], "components": OPENAPI["components"]}
    forms = pytest.importorskip("jsonschema")  # takes seconds to load: not in every worker
    check = forms.Draft202012Validator(schema, format_checker=forms.FormatChecker())
    assert [each.message for each in check.iter_errors(answer.json())] == []


def shape_of(path: str) -> str:
    """The address in the document that a real one is of."""
    parts = path.partition("?")[0].split("/")
    for known in OPENAPI["paths"]:
        there = known.split("/")
        pairs = zip(parts, there, strict=False)
        if len(there) == len(parts) and all(a == b or b.startswith("{") for a, b in pairs):
            return str(known)
    raise AssertionError(path)


def resolved(reference: str) -> Any:
    found: Any = OPENAPI
    for name in reference.removeprefix("#/").split("/"):
        found = found[name.replace("~1", "/").replace("~0", "~")]
    return found


def references(within: Any) -> Iterator[str]:
    if isinstance(within, dict):
        yield from (value for name, value in within.items() if name == "$ref")
        within = list(within.values())
    for each in within if isinstance(within, list) else ():
        yield from references(each)


async def lived(world: World) -> None:
    """One answer taken back and given again, one request for time, one difficulty."""
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    mai, _ = await world.phone("MAI"), await world.phone("CVP")
    await world.until("2025-10-22 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await lan.taps("NV-2")
    await lan.taps("Khó khăn, vướng mắc")
    await lan.writes("Chờ ý kiến Sở Tài chính")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("31/10")
    await minh.writes("Chờ số liệu, đã làm 60%")
    await mai.taps("Đồng ý")


@WAYS
async def test_a_month_is_read_page_by_page_and_as_a_table(world: World) -> None:
    await lived(world)
    program = await Program(world).is_given("LD")
    for path in ("/periods", "/duties", "/reports", "/units", "/audit"):
        assert await program.reads_all(path) == (await program.reads(path))["items"], path
        assert len((await program.reads(path))["items"]) > 0, path
    by_task = {f"{e['task']}@{e['unit']}": e for e in (await program.reads("/duties"))["items"]}
    assert by_task["NV-1@P_TM"]["standing"] == "done"
    stuck = by_task["NV-2@P_TM"]
    assert (stuck["standing"], stuck["owner"]) == ("blocked", "Phạm Thị Lan")
    assert by_task["NV-3@P_TM"]["due_day"] == "2025-10-31"
    assert await program.reads(f"/duties/{stuck['id']}") == stuck
    *_, said = (await program.reads(f"/duties/{stuck['id']}/reports"))["items"]
    assert said in await program.reads_all("/reports?period=2025-10")
    assert (await program.reads("/periods/2025-10"))["due_at"] == "2025-10-24T17:00:00+07:00"
    [waiting] = await program.reads_all("/register/difficulties?unit=P_TM")
    assert "Sở Tài chính" in waiting["cause"]
    [extension] = await program.reads_all("/register/extensions")
    assert (extension["state"], extension["decider"]) == ("granted", "Mai Đầu Mối")

    whole = await program.reads("/summary?period=2025-10")
    assert (whole["totals"]["duties"], whole["totals"]["answered"]) == (4, 2)
    for path, rows in (("/duties", list(by_task.values())), ("/summary", whole["units"])):
        table = await program.asks(path, accept="text/csv")
        assert table.content == (await program.asks(f"{path}?format=csv")).content
        read = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert [list(each) for each in read] == [list(each) for each in rows]
        [mark] = [table.headers["etag"]]
        again = await program.asks(path, accept="text/csv", **{"if-none-match": f'"x", W/{mark}'})
        assert (again.status_code, again.content) == (304, b"")


@ONE_WAY
async def test_a_token_opens_what_it_was_issued_for_and_nothing_else(world: World) -> None:
    await lived(world)
    stranger = Program(world)
    whole = await Program(world).is_given("LD")
    some = await Program(world).is_given("P_CN", frozenset({ReadKind.DUTIES, ReadKind.UNITS}))
    [other] = [e for e in (await whole.reads("/duties"))["items"] if e["task"] == "NV-2"]
    for who, path, status in REFUSED:
        program = {"stranger": stranger, "some": some, "whole": whole}[who]
        answer = await program.asks(path.format(other=other["id"]))
        assert answer.status_code == status, f"{path}: {answer.text}"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert (await whole.client.post("/duties")).status_code == 405
    [own] = (await some.reads("/duties"))["items"]
    assert (own["unit"], own["owner"]) == ("P_CN", None)
    assert [e["code"] for e in (await some.reads("/units"))["items"]] == ["P_CN"]

    basic = httpx.BasicAuth("anybody", some.token)
    assert (await some.client.get("/units", auth=basic)).status_code == 200
    async with world.db.begin() as tx:
        [first, second] = await api_tokens.all_of_them(tx)
        assert await api_tokens.revoke(tx, second.id, world.clock())
    assert first.used_at is not None
    assert (await some.asks("/units")).status_code == 401
    await world.pass_time(days=9)
    ended = await whole.asks("/units")
    assert (ended.status_code, "Bearer" in ended.headers["www-authenticate"]) == (401, True)


@ONE_WAY
async def test_a_flood_is_answered_with_a_pause(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    program = await Program(world).is_given("LD")
    answers = [(await program.asks("/units")).status_code for _ in range(121)]
    assert (set(answers[:-1]), answers[-1]) == ({200}, 429)
    guessing = Program(world)
    refused = [await guessing.asks("/units") for _ in range(21)]
    assert {each.status_code for each in refused[:-1]} == {401}
    assert (refused[-1].status_code, refused[-1].headers["retry-after"]) == (429, "60")
    fits(refused[-1], "/units")
    assert (await guessing.client.get("/units")).status_code == 401, "who asks first is told how"
    assert program.token not in caplog.text


def test_the_document_is_whole_and_names_every_address() -> None:
    validate(OPENAPI)
    assert [resolved(each) for each in references(OPENAPI)]
    documented = set(OPENAPI["paths"]) - {"/openapi.json"}
    assert documented == {each.path for each in resources.RESOURCES}
    for each in resources.RESOURCES:
        said = OPENAPI["paths"][each.path]["get"]
        named = [resolved(param["$ref"]) for param in said["parameters"]]
        assert {param["name"] for param in named if param["in"] == "query"} == set(each.known)
        assert f"`{each.kind}`" in said["description"]
        assert ("text/csv" in said["responses"]["200"]["content"]) == bool(each.columns)


def test_the_access_table_is_as_reviewed() -> None:
    known = (ROOT / "access_table.txt").read_text("utf-8").splitlines()
    assert list(resources.access_table()) == known
