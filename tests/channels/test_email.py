"""E-mail, against a real SMTP server on loopback."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bot.channels.email import EmailChannel, MailOptions
from bot.channels.protocol import SendFailed
from bot.rendering.rendered import Rendered

HTML = "<b>Kỳ báo cáo tháng 10/2025</b>\nĐồng chí còn 1 nhiệm vụ &amp; hạn 24/10"


class Box:
    """Takes mail, or refuses it with what it is told to say."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipient = "250 OK"
        self.data = "250 OK"

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
        ("recipient", "550 no such user", "email.refused", {"permanent"}),
        ("recipient", "451 try later", "email.later", set()),
        ("data", "554 looks like spam", "email.refused", {"refused"}),
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
    raised = {name for name in ("permanent", "refused", "uncertain", "stopped")
              if getattr(caught.value, name)}  # fmt: skip
    assert raised == flags


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
