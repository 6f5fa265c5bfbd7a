"""What others wrote to read an API and to check webhooks: schemathesis, Standard Webhooks."""

import asyncio
import json
import subprocess
import venv
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

from api.read_api import ReadApi
from bot.channels.web.app import application
from domain.messaging.rate_limit import Limit
from domain.messaging.webhooks import Delivery, Event, headers
from nhacviec.runtime import clock
from storage.engine.database import open_database
from tests.flows.read_api.test_read_api import Program, lived
from tests.flows.world import World

PACKAGES = ("schemathesis==4.32.5", "standardwebhooks==1.1.0")
CHECK = """
import json, sys
from standardwebhooks.webhooks import Webhook
secret, body, headers = json.load(sys.stdin)
print(Webhook(secret).verify(body, headers)["data"])
"""


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both are installed."""
    folder = tmp_path_factory.mktemp("readers")
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *PACKAGES], check=False, timeout=240).returncode:
        pytest.skip(f"{PACKAGES} cannot be had: the read API is not tried by them")
    return folder / "bin"


@pytest.mark.timeout(1200)
async def test_schemathesis_finds_nothing(tools: Path, tmp_path: Path) -> None:
    world = await World.create(await open_database(f"sqlite+aiosqlite:///{tmp_path}/w"), tmp_path)
    await lived(world)
    program = await Program(world).is_given("LD")
    often = Limit(10**6, timedelta(minutes=1))
    api = ReadApi(world.db, world.clock, often, often)
    config = uvicorn.Config(application(api.routes()), port=0, lifespan="off", log_config=None)
    ours = uvicorn.Server(config)
    serving = asyncio.create_task(ours.serve())
    while not ours.started:  # noqa: ASYNC110 - the server offers no event to wait for
        await asyncio.sleep(0.01)
    root = f"http://127.0.0.1:{ours.servers[0].sockets[0].getsockname()[1]}/api/v1"
    asked = ["run", f"{root}/openapi.json", "--url", root, "--max-examples", "20"]
    whose = ["-H", f"Authorization: Bearer {program.token}"]
    tried = await asyncio.create_subprocess_exec(
        *(str(tools / "schemathesis"), *asked, *whose), cwd=tmp_path, stdout=subprocess.PIPE
    )
    said, _ = await tried.communicate()
    ours.should_exit = True
    await serving
    await world.db.close()
    assert tried.returncode == 0, said.decode()[-4000:]


def test_the_library_of_standard_webhooks_knows_our_signature(tools: Path) -> None:
    secret, now = f"whsec_{clock.new_signing_key()}", clock.now()
    body = json.dumps({"type": "test", "data": "Sở"}, ensure_ascii=False)
    said = headers(secret, Delivery(1, 1, "evt_1", Event.TEST, body, 0, now), now)
    for given, outcome in ((body, 0), (body.replace("Sở", "So"), 1)):
        checked = subprocess.run(
            [str(tools / "python"), "-c", CHECK],
            input=json.dumps([secret, given, said]),
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == outcome, checked.stderr
