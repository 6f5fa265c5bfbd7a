"""What the service says of itself in numbers, for Prometheus; no names, nothing of any person."""

import secrets
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.protocol import SendFailed
from domain.messaging.health_findings import What
from nhacviec import __version__
from nhacviec.runtime.service import Service
from storage.messaging import quarantine
from storage.monitoring import health_findings
from storage.monitoring import metrics as gauges

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATES = ("queued", "retry", "sending", "uncertain")


class Metrics:
    """Counts what this process sends; the rest is read from the database when it is asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._gauges: dict[str, Gauge] = {}
        self._gauge("info", "The version that runs", "version").labels(__version__).set(1)
        channel = ["channel"]
        self._sends = Counter(
            "nhacviec_sends", "Tries of this process", [*channel, "outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "nhacviec_send_seconds",
            "How long a messenger took to answer this process",
            channel,
            buckets=BUCKETS,
            registry=self.registry,
        )

    def observe(self, channel: str, outcome: str | SendFailed, seconds: float) -> None:
        """One try of this process to send."""
        self._sends.labels(channel, _name(outcome)).inc()
        self._seconds.labels(channel).observe(seconds)

    async def page(self, service: Service, now: datetime) -> bytes:
        for loop, seconds in service.pulse.ages().items():
            self._gauge("loop_seconds", "Since a loop came round", "loop").labels(loop).set(seconds)
        await self._read(service, now)
        return generate_latest(self.registry)

    async def _read(self, service: Service, now: datetime) -> None:
        async with service.db.read() as tx:
            waiting = await gauges.messages(tx)
            due, inbox = await gauges.due_messages(tx, now), await gauges.inbox_depth(tx, now)
            down, owed = await gauges.down(tx), await gauges.owed(tx)
            stands = {each.what for each in await health_findings.standing(tx)}
            held = await quarantine.stands(tx)
        self._several("messages", "Messages not done with", "state", waiting, STATES)
        self._one("messages_due", "Messages that may leave", due.count)
        self._one("messages_due_seconds", "Age of the oldest of them", due.age_s)
        self._one("inbox", "Messages not handled", inbox.count)
        self._one("inbox_seconds", "Age of the oldest of them", inbox.age_s)
        self._several("channel_down", "Nothing leaves by it", "channel", down)
        found = {what.value: what in stands for what in What}
        self._several("finding", "What the auditor has found", "what", found)
        self._one("quarantine", "Reminders are held back", bool(held))
        self._duties(owed)

    def _duties(self, owed: list[gauges.Owed]) -> None:
        duties = self._gauge("duties", "Duties of open periods", "unit", "period", "answered")
        duties.clear()
        for each in owed:
            duties.labels(each.unit, each.period, "yes").set(each.answered)
            duties.labels(each.unit, each.period, "no").set(each.unanswered)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        known = self._gauges.get(name)
        if known is None:
            known = Gauge(f"nhacviec_{name}", meaning, labels, registry=self.registry)
            self._gauges[name] = known
        return known

    def _one(self, name: str, meaning: str, value: float) -> None:
        self._gauge(name, meaning).set(value)

    def _several(
        self,
        name: str,
        meaning: str,
        label: str,
        values: dict[str, int] | dict[str, bool],
        always: tuple[str, ...] = (),
    ) -> None:
        gauge = self._gauge(name, meaning, label)
        gauge.clear()
        for each, value in (dict.fromkeys(always, 0) | values).items():
            gauge.labels(each).set(value)


def _name(outcome: str | SendFailed) -> str:
    """What became of a message, in a word."""
    if isinstance(outcome, str):
        return "sent"
    words = ("uncertain", "permanent", "refused", "stopped", "retry_after", "chat_wait", "moved_to")
    return next((word for word in words if getattr(outcome, word)), "failed")


def metrics_routes(metrics: Metrics, service: Service, token: str) -> list[BaseRoute]:
    """`/metrics`, for whoever has the token; without a token there is no such page."""

    async def answer(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(given, f"Bearer {token}".encode()):
            return Response(status_code=401, headers={"www-authenticate": "Bearer"})
        page = await metrics.page(service, service.clock())
        return PlainTextResponse(page, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return [Route("/metrics", answer)] if token else []
