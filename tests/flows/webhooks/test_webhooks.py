"""Another system is told of events: each once by its id, whatever happens to it meanwhile."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domain.messaging.messages import Refusal
from domain.messaging.webhooks import (
    OFFERED,
    Delivery,
    Event,
    NotDelivered,
    Webhook,
    may_connect,
    refuse_unfit,
    signature,
)
from nhacviec.runtime import webhooks as sending
from nhacviec.runtime.clock import new_signing_key
from nhacviec.runtime.webhooks import post
from storage.outside import webhooks
from storage.people import units
from tests.flows.world import Phone, World

SECRET = f"whsec_{new_signing_key()}"
NOW = datetime(2025, 10, 1, tzinfo=UTC)
TAKEN, BROKEN, REFUSED = "204 No Content", "503 Service Unavailable", "400 Bad Request"


@dataclass
class Receiver:
    """A real server. `answer`: its status line; empty: it takes the event, and no answer comes."""

    answer: str = TAKEN
    port: int = 0
    scheme: str = "http"
    taken: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        said = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
        body = (await reader.readexactly(int(said["content-length"]))).decode()
        self.paths.append(first.split()[1])
        if self.answer in ("", TAKEN):
            self.taken.append(checked(said, body))
        if self.answer:
            moved = f"HTTP/1.1 {self.answer}\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"
            writer.write(moved.encode())
        writer.close()

    @property
    def hook(self) -> Webhook:
        url = f"{self.scheme}://localhost:{self.port}/told?key=1"
        return Webhook(1, "test", url, SECRET, 0, frozenset(OFFERED), True, 0)

    @property
    def by_id(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in self.taken}


def checked(said: dict[str, str], body: str) -> dict[str, Any]:
    """What a receiver reads, once it has looked at the signature."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.{body}".encode()
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert said["webhook-signature"] == f"v1,{made}"
    return {"id": said["webhook-id"], **json.loads(body)}


@asynccontextmanager
async def receiver(context: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    made = Receiver(scheme="https" if context else "http")
    server = await asyncio.start_server(made.serve, "localhost", 0, ssl=context)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


async def listens(world: World, hook: Webhook, unit: str) -> None:
    """From now on this webhook is told of what concerns the unit."""
    world.post = post
    world.use(world.db)
    async with world.db.begin() as tx:
        here = (await units.tree(tx)).by_code[unit].id
        whole = Webhook(0, "test", hook.url, hook.secret, here, hook.events, True, 0)
        await webhooks.add(tx, whole, world.clock())


async def answers_and_asks(lan: Phone, minh: Phone) -> None:
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")
    await minh.taps("NV-3")
    await minh.taps("Xin gia hạn")
    await minh.writes("31/10")
    await minh.writes("Chờ số liệu")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_receiver_that_was_down_for_an_hour_has_all_events_once(world: World) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    mai, _ = await world.phone("MAI"), await world.phone("HAI")
    async with receiver() as there:
        await listens(world, there.hook, "LD")
        await world.until("2025-10-22 09:00")
        [opened] = there.taken
        assert (opened["type"], opened["data"]["period"]) == ("period.opened", "2025-10")
        there.answer = BROKEN
        await answers_and_asks(lan, minh)
        await world.pass_time(minutes=30)
        await world.restart()
        await mai.taps("Đồng ý")
        await world.pass_time(minutes=30)
        assert there.taken == [opened]
        there.answer = ""  # the first time back it takes them, and its answers are lost
        await world.pass_time(hours=1)
        there.answer = TAKEN
        await world.pass_time(hours=3)
        assert len(there.taken) > len(there.by_id) == 3
        _, answered, granted = there.by_id.values()
        assert (answered["type"], answered["data"]["status"]) == ("report.version", "done")
        assert (granted["data"]["act"], granted["data"]["task"]) == ("granted", "NV-3")
        await world.until("2025-11-08 08:00")
        told = [each["type"] for each in there.taken if each["data"].get("period") != "2025-11"]
        assert set(told) == set(OFFERED)
        assert "Lan" not in str(there.taken)


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_what_a_receiver_refuses_for_days_is_put_aside_and_can_be_sent_again(
    world: World,
) -> None:
    lan = await world.phone("LAN")
    async with receiver() as there, receiver() as other:
        await listens(world, there.hook, "P_TM")
        await listens(world, other.hook, "P_CN")
        await world.until("2025-10-22 09:00")
        there.answer = REFUSED
        await lan.taps("NV-1")
        await lan.taps("Đã hoàn thành")
        await world.pass_time(days=4)
        async with world.db.begin() as tx:
            [dead, *_] = await webhooks.dead(tx)
            assert (dead.event, dead.reason) == (Event.REPORT_VERSION, "HTTP 400")
            assert await webhooks.retry(tx, dead.id, world.clock())
        there.answer = TAKEN
        await world.service.settle()
        assert there.taken[-1]["data"]["status"] == "done"
        assert {each["type"] for each in other.taken} <= {"period.opened", "escalation"}
        escalated = [each["data"] for each in other.taken if each["type"] == "escalation"]
        assert {duty["unit"] for each in escalated for duty in each["duties"]} <= {"P_CN"}


async def test_an_event_leaves_for_the_address_that_was_looked_at_and_no_other() -> None:
    delivery = Delivery(1, 1, "evt_1", Event.TEST, "{}", 0, NOW)
    async with receiver() as there:
        await post(there.hook, delivery, NOW)
        there.answer = "307 Temporary Redirect"
        with pytest.raises(NotDelivered, match="HTTP 307"):
            await post(there.hook, delivery, NOW)
        assert there.paths == ["/told?key=1", "/told?key=1"]
        outside = Webhook(1, "", there.hook.url, SECRET, 0, frozenset(), False, 0)
        with pytest.raises(NotDelivered, match="private address"):
            await post(outside, delivery, NOW)
    assert len(there.paths) == 2
    with pytest.raises(NotDelivered) as failed:
        await post(there.hook, delivery, NOW)
    assert failed.value.down


def certificate(name: str, folder: Path) -> Path:
    """One that a machine made for itself, with its key."""
    key, called = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = x509.CertificateBuilder(called, called, key.public_key(), 1)
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2099, 1, 1, tzinfo=UTC)
    )
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    signed = made.add_extension(names, critical=True).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, *form)
    path = folder / f"{name}.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.mark.parametrize("name", ["localhost", "other.test"])
async def test_a_receiver_proves_the_name_it_was_added_under(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(name, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    sending._authorities.cache_clear()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    delivery = Delivery(1, 1, "evt_1", Event.TEST, "{}", 0, NOW)
    async with receiver(context) as there:
        if name == "localhost":
            await post(there.hook, delivery, NOW)
        else:
            with pytest.raises(NotDelivered, match="ConnectError"):
                await post(there.hook, delivery, NOW)
        assert len(there.taken) == (name == "localhost")
    sending._authorities.cache_clear()


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1111", True, True),
        ("10.1.2.3", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("100.64.0.1", False, True),
        ("::ffff:10.1.2.3", False, True),
        ("64:ff9b::a01:203", False, True),
        ("2002:a01:203::1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
    ],
)
def test_which_addresses_may_be_told(address: str, outside: bool, inside: bool) -> None:
    allowed = may_connect(address, private=False), may_connect(address, private=True)
    assert allowed == (outside, inside)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    secret, name = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    made = signature(secret, name, at, '{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "url", ["http://a.vn", "ftp://a.vn", "https://u:p@a.vn", "https://", "a.vn", "https://a:x"]
)
def test_an_address_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        refuse_unfit(url, private=False)
