"""nginx with the configuration that we ship: pages pass, and one address opens only so much."""

import asyncio
import re
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import free_port
from tests.peers.conftest import program, running
from tests.web_house import WebHouse

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
MAIN = """
pid nginx.pid; daemon off; worker_processes 1; worker_rlimit_nofile 4096; {user}
error_log stderr;
events {{ worker_connections 2048; }}
http {{ {temporary} include site.conf; }}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def shipped(folder: Path, port: int, service: str) -> str:
    """The site as it is, at a port of ours, in front of our service, without a certificate."""
    site = SHIPPED.read_text("utf-8").split("server {\n    listen 80;")[0]
    site = re.sub(r"\n\s+(ssl_\w+|listen \[::\])[^\n]*", "", site)
    return site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace(
        "http://127.0.0.1:8025", service
    )


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[int]:
    nginx, port = program("nginx"), free_port()
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in KINDS)
    async with WebHouse.running(tmp_path) as house:
        (tmp_path / "site.conf").write_text(shipped(tmp_path, port, house.url))
        (tmp_path / "main.conf").write_text(MAIN.format(user="user root;", temporary=temporary))
        command = [nginx, "-e", "stderr", "-p", f"{tmp_path}/", "-c", "main.conf"]
        await asyncio.to_thread(subprocess.run, [*command, "-t"], check=True, capture_output=True)
        with running(command, tmp_path, port):
            yield port


async def test_pages_pass_and_one_address_opens_only_so_much(front: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front}") as client:
        entered = await client.post("/", headers={"host": "127.0.0.1"})
        assert (entered.status_code, (await client.get("/metrics")).status_code) == (303, 404)
        asked = b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nslow"
        lines = []
        for _ in range(420):
            line = socket.create_connection(("127.0.0.1", front), 5)
            line.sendall(asked)
            lines.append(line)
        refused = await _until(client, 429)
        for line in lines:
            line.close()
        assert (refused, await _until(client, 200)) == (True, True)


async def _until(client: httpx.AsyncClient, wanted: int) -> bool:
    """Whether a page answers so within a few seconds."""
    for _ in range(100):
        if (await client.get("/static/chat.css")).status_code == wanted:
            return True
        await asyncio.sleep(0.05)
    return False
