"""What others do without remembering anything: bare loops of python-telegram-bot and aiogram."""

import argparse
import asyncio
import json
import os
import resource
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.measuring import messenger, missing, told

os.environ.setdefault("PTB_TIMEDELTA", "1")
TOKEN = "123456789:AAfakeTokenOfTheFakeTelegramServer0"
LINES = "".join(
    f"• NV-{n}: Báo cáo tình hình thực hiện nhiệm vụ số {n}, hạn 17:00 ngày 25/10/2025\n"
    for n in range(1, 6)
)
TEXT = f"Kính gửi đồng chí Phạm Thị Lan,\nĐồng chí còn 5 việc phải báo cáo:\n{LINES}"
PATIENCE_S = 600
Say = Callable[[int], Awaitable[object]]


async def _all(count: int, at_once: int, say: Say) -> float:
    """Messages a second."""
    numbers = iter(range(1, count + 1))

    async def worker() -> None:
        for number in numbers:
            await say(number)

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return count / (time.perf_counter() - start)


async def ptb(url: str, count: int, at_once: int) -> float:
    from telegram import Bot
    from telegram.request import HTTPXRequest

    request = HTTPXRequest(connection_pool_size=at_once, pool_timeout=PATIENCE_S)
    async with Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request) as bot:
        return await _all(count, at_once, lambda n: bot.send_message(n, TEXT, parse_mode="HTML"))


async def aiogram(url: str, count: int, at_once: int) -> float:
    try:
        from aiogram import Bot
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer
    except ImportError:
        missing("aiogram is not installed: make .venv/bench")
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(TOKEN, session=session) as bot:
        return await _all(count, at_once, lambda n: bot.send_message(n, TEXT, parse_mode="HTML"))


async def ptb_taps(url: str, count: int, chats: int) -> float:
    """Answers a second: polling, answerCallbackQuery, an edit, nothing stored."""
    from telegram import Update
    from telegram.ext import Application, CallbackQueryHandler, ContextTypes

    async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(TEXT, parse_mode="HTML")

    base = f"{url}/bot"
    app = Application.builder().token(TOKEN).base_url(base).concurrent_updates(chats).build()
    app.add_handler(CallbackQueryHandler(pressed))
    async with app:
        assert app.updater
        await app.updater.start_polling()
        await app.start()
        rate = await tapped(url, count, chats, "v1:x:0:0")
        await app.updater.stop()
        await app.stop()
    return rate


async def tapped(url: str, count: int, chats: int, data: str) -> float:
    """Let everybody tap, each again once answered; returns answers a second."""
    ask(f"{url}/control/taps?count={count}&chats={chats}&data={data}")
    for _ in range(PATIENCE_S * 5):
        await asyncio.sleep(0.2)
        found = await asyncio.to_thread(ask, f"{url}/control/facts")
        if not found["left"] and not found["waiting"]:
            return float(len(found["latencies"]) / found["seconds"])
    raise TimeoutError(found["waiting"])


def ask(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


async def ptb_paced(url: str, seconds: int, per_second: int) -> float:
    """Share of one core that a bare loop takes while it says so many messages a second."""
    from telegram import Bot

    async with Bot(TOKEN, f"{url}/bot", f"{url}/file/bot") as bot:
        start, used = time.perf_counter(), time.process_time()
        for number in range(1, seconds * per_second + 1):
            await bot.send_message(number, TEXT, parse_mode="HTML")
            await asyncio.sleep(max(0.0, start + number / per_second - time.perf_counter()))
        return (time.process_time() - used) / (time.perf_counter() - start)


async def ptb_memory(url: str, _count: int, _at_once: int) -> float:
    """MiB of an idle application that polls."""
    from telegram.ext import Application

    app = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    async with app:
        assert app.updater
        await app.updater.start_polling()
        await app.start()
        await asyncio.sleep(2)
        used = resident()
        await app.updater.stop()
        await app.stop()
    return used


def resident() -> float:
    """MiB that this process holds now; the most it ever held where that is not told."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PEERS = {
    "ptb": ptb,
    "aiogram": aiogram,
    "ptb_taps": ptb_taps,
    "ptb_paced": ptb_paced,
    "ptb_memory": ptb_memory,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=1)
    given = parser.parse_args()
    with messenger() as url:
        told(asyncio.run(PEERS[given.peer](url, given.count, given.at_once)))


if __name__ == "__main__":
    main()
