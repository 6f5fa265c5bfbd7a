"""The time elsewhere comes from the Date of a bare answer; who is silent is passed by."""

import logging

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from nhacviec.config.settings import load
from nhacviec.monitoring.time_source import ExternalClock, elsewhere
from tests.channels import loopback
from tests.flows.world import at

WHEN = "Mon, 20 Oct 2025 02:00:00 GMT"


async def test_the_first_who_answers_is_believed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asked: list[tuple[str, str]] = []

    async def answer(request: Request) -> Response:
        asked.append((request.method, request.url.path))
        return Response(status_code=302, headers={"date": WHEN, "location": "/elsewhere"})

    async with loopback.endpoint("/{rest:path}", answer, method="HEAD", dated=False) as address:
        url = address.removesuffix("/{rest:path}")
        found = await ExternalClock(["http://127.0.0.1:9", url])()
    assert found == at("2025-10-20 09:00")
    assert asked == [("HEAD", "/")]


async def test_where_nobody_answers_nothing_is_known() -> None:
    assert await ExternalClock([])() is None
    assert await ExternalClock(["http://127.0.0.1:9", "http://no host"])() is None


async def test_only_messengers_that_are_switched_on_are_asked() -> None:
    assert elsewhere(load({})).addresses == []
    known = load({}, zalo_token=SecretStr("a token"))
    assert elsewhere(known).addresses == ["https://bot-api.zaloplatforms.com"]
