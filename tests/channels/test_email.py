"""E-mail, against a real SMTP server on loopback."""

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bot.channels.email.channel import EmailChannel, MailOptions
from bot.channels.protocol import SendFailed
from bot.rendering.rendered import Rendered

HTML = "<b>Kỳ báo cáo tháng 10/2025</b>\nĐồng chí còn 1 nhiệm vụ &amp; hạn 24/10"


class Box:
    """Takes mail, or refuses it with what it is told to say."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.sender = "250 OK"
        self.recipient = "250 OK"
        self.data = "250 OK"

    async def handle_MAIL(  # noqa: N802 - the name that the server calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        if self.data.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.data


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def channel(port: int, alarms: list[str] | None = None, user: str = "") -> EmailChannel:
    sender = "Nhắc Việc <nv@sct.example.vn>"
    options = MailOptions("127.0.0.1", sender, port, user, "x", tls="none", timeout=2)
    return EmailChannel(options, (alarms if alarms is not None else []).append)


async def test_a_letter_arrives_as_plain_text(box: Box, server: Controller) -> None:
    number = await channel(server.port).send("lan@sct.example.vn", Rendered(HTML, reference="7"))
    [mail] = box.mails
    assert mail["To"] == "lan@sct.example.vn"
    assert mail["Subject"] == "Kỳ báo cáo tháng 10/2025"
    assert mail["Message-ID"] == number
    assert "Đồng chí còn 1 nhiệm vụ & hạn 24/10" in mail.get_content()
    assert "<b>" not in mail.get_content()


@pytest.mark.parametrize(
    ("where", "said", "reason", "flags"),
    [
        ("recipient", "550 no such user", "email.unclear", {"chat_wait"}),
        ("recipient", "451 try later", "email.later", set()),
        ("recipient", "550 5.1.1 <lan@sct.example.vn>: no", "email.refused", {"permanent"}),
        ("recipient", "550 5.2.1 mailbox disabled", "email.refused", {"permanent"}),
        ("recipient", "550 5.1.8 bad sender address", "email.policy", {"chat_wait"}),
        ("recipient", "550 5.7.1 user unknown to our policy", "email.policy", {"chat_wait"}),
        ("recipient", "554 5.7.1 Relay access denied", "email.policy", {"chat_wait"}),
        ("recipient", "550 relaying to this user denied", "email.policy", {"chat_wait"}),
        ("recipient", "552 5.2.2 mailbox full", "email.later", set()),
        ("recipient", "450 4.7.1 greylisted", "email.later", set()),
        ("sender", "550 5.7.1 sender refused", "email.sender", {"stopped"}),
        ("sender", "530 5.7.0 must issue STARTTLS first", "email.sender", {"stopped"}),
        ("sender", "451 4.3.0 later", "email.later", set()),
        ("sender", "552 5.3.4 too big", "email.refused", {"refused"}),
        ("data", "554 looks like spam", "email.policy", {"chat_wait"}),
        ("data", "550 5.7.1 looks like spam", "email.policy", {"chat_wait"}),
        ("data", "552 5.3.4 message too big", "email.refused", {"refused"}),
        ("data", "452 disk full", "email.later", set()),
    ],
)
async def test_a_refusal_says_what_became_of_the_letter(
    box: Box, server: Controller, where: str, said: str, reason: str, flags: set[str]
) -> None:
    setattr(box, where, said)
    with pytest.raises(SendFailed) as caught:
        await channel(server.port).send("lan@sct.example.vn", Rendered(HTML))
    assert caught.value.reason == reason
    assert _flags(caught.value) == flags


FLAGS = ("permanent", "refused", "uncertain", "stopped", "chat_wait")


def _flags(failed: SendFailed) -> set[str]:
    return {name for name in FLAGS if getattr(failed, name)}


async def test_what_several_people_are_refused_for_is_about_us(
    box: Box, server: Controller
) -> None:
    """One refused person may be an exception; the second one in a row stops the channel."""
    alarms: list[str] = []
    mail = channel(server.port, alarms)
    box.recipient = "550 5.7.1 relaying denied"
    said = [await _failing(mail, f"{who}@sct.example.vn") for who in ("lan", "lan", "minh")]
    assert [_flags(each) for each in said] == [
        {"chat_wait"},
        {"chat_wait"},
        {"chat_wait", "stopped"},
    ]
    box.recipient = "250 OK"
    await mail.send("lan@sct.example.vn", Rendered(HTML))
    box.recipient = "550 5.7.1 relaying denied"
    assert _flags(await _failing(mail, "minh@sct.example.vn")) == {"chat_wait"}
    assert alarms == ["email.policy", "email.policy"]


async def test_a_refusal_without_a_code_ends_an_address_once_others_are_taken(
    box: Box, server: Controller
) -> None:
    """OpenSMTPD says this of a mailbox that is not there, and of all mail that it may not relay."""
    alarms: list[str] = []
    mail, said = channel(server.port, alarms), []
    for _ in range(3):
        box.recipient = "550 Invalid recipient: <lan@sct.example.vn>"
        said.append(_flags(await _failing(mail, "lan@sct.example.vn")))
        box.recipient = "250 OK"
        await mail.send("minh@sct.example.vn", Rendered(HTML))
    assert (said, alarms) == ([{"chat_wait"}, {"chat_wait"}, {"permanent"}], [])
    box.recipient = "550 Invalid recipient"
    for who in ("a@x.vn", "b@x.vn", "c@x.vn"):
        last = await _failing(mail, who)
    assert (last.reason, _flags(last)) == ("email.policy", {"chat_wait", "stopped"})
    assert alarms == ["email.policy"]


async def _failing(mail: EmailChannel, address: str) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await mail.send(address, Rendered(HTML))
    return caught.value


@pytest.mark.parametrize(
    ("tls", "user", "reason"),
    [("starttls", "", "email.server"), ("none", "nv", "email.server"), ("tls", "", "email.tls")],
)
async def test_a_server_without_what_we_ask_for_was_sent_nothing(
    server: Controller, tls: str, user: str, reason: str
) -> None:
    options = MailOptions("127.0.0.1", "nv@x.vn", server.port, user, "x", tls=tls, timeout=2)
    alarms: list[str] = []
    failed = await _failing(EmailChannel(options, alarms.append), "lan@sct.example.vn")
    assert (failed.reason, _flags(failed), alarms) == (reason, {"stopped"}, [reason])


@pytest.mark.parametrize(
    ("script", "reason", "flags"),
    [
        (["554 5.3.2 go away"], "email.server", {"stopped"}),
        (["421 busy"], "email.later", set()),
        ([], "email.not_sent", set()),
        (["220 hi"], "email.not_sent", set()),
        (["220 hi", "250 hi"], "email.not_sent", set()),
        (["220 hi", "250 hi", "250 ok"], "email.not_sent", set()),
        (["220 hi", "250 hi", "250 ok", "250 ok", "354 go"], "email.uncertain", {"uncertain"}),
    ],
)
async def test_a_line_that_breaks_is_judged_by_what_had_been_sent(
    script: list[str], reason: str, flags: set[str]
) -> None:
    """The server says these lines, one for each of ours, and is gone."""

    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in script:
            writer.write(f"{line}\r\n".encode())
            await reader.readline()
        writer.close()
        over.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        failed = await _failing(channel(server.sockets[0].getsockname()[1]), "lan@sct.example.vn")
        await over.wait()
    assert (failed.reason, _flags(failed)) == (reason, flags)


async def test_domains_with_vietnamese_letters_travel_encoded(box: Box, server: Controller) -> None:
    await channel(server.port).send("lan@sởcôngthương.vn", Rendered(HTML))
    [mail] = box.mails
    assert mail["To"] == "lan@xn--scngthng-53a84oyeu996a.vn"
    assert _flags(await _failing(channel(server.port), f"lan@{'ở' * 80}.vn")) == {"permanent"}


async def test_no_server_means_certainly_not_sent() -> None:
    with pytest.raises(SendFailed) as caught:
        await channel(_free_port()).send("lan@sct.example.vn", Rendered(HTML))
    assert (caught.value.reason, caught.value.uncertain) == ("email.not_sent", False)


@pytest.fixture
def closed(box: Box) -> Iterator[Controller]:
    """A server that knows no login of ours."""

    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=refuse,
        auth_require_tls=False,
    )
    controller.start()
    yield controller
    controller.stop()


async def test_a_refused_login_stops_the_channel_and_raises_one_alarm(closed: Controller) -> None:
    alarms: list[str] = []
    mail = channel(closed.port, alarms, "nv")
    for _ in range(2):
        with pytest.raises(SendFailed) as caught:
            await mail.send("lan@sct.example.vn", Rendered(HTML))
        assert (caught.value.reason, caught.value.stopped) == ("email.login", True)
    assert alarms == ["email.login"]
