"""OpenSMTPD: what a real mail server says, and what becomes of people's addresses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.email.channel import EmailChannel, MailOptions
from bot.channels.protocol import SendFailed
from bot.rendering.rendered import Rendered
from tests.conftest import free_port
from tests.peers.conftest import program, running

CONFIG = """
listen on 127.0.0.1 port {port}
action "local" mbox
match from any for domain "office.example" action "local"
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    server, taken = program("smtpd"), free_port()
    (tmp_path / "smtpd.conf").write_text(CONFIG.format(port=taken))
    with running([server, "-d", "-f", "smtpd.conf"], tmp_path, taken):
        yield taken


async def failing(mail: EmailChannel, address: str) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await mail.send(address, Rendered("Kỳ báo cáo tháng 10/2025"))
    return caught.value


def channel(port: int, alarms: list[str], tls: str = "none", user: str = "") -> EmailChannel:
    options = MailOptions("127.0.0.1", "nv@office.example", port, user, "x", tls, timeout=5)
    return EmailChannel(options, alarms.append)


async def test_a_relay_that_is_closed_ends_nobodys_address(port: int) -> None:
    alarms: list[str] = []
    mail = channel(port, alarms)
    said = [await failing(mail, f"{who}@elsewhere.example") for who in ("lan", "minh", "hai")]
    assert not any(each.permanent or each.uncertain or each.refused for each in said)
    assert [each.stopped for each in said] == [False, True, True]
    assert alarms == ["email.policy"]


async def test_a_server_without_starttls_or_login_is_sent_nothing(port: int) -> None:
    alarms: list[str] = []
    assert (await failing(channel(port, alarms, "starttls"), "a@office.example")).stopped
    assert (await failing(channel(port, alarms, user="nv"), "a@office.example")).stopped
    assert alarms == ["email.server", "email.server"]
