#!/bin/bash
# aiogram 3.31.0, a bot that is stopped while its handlers work (polling, as most small bots are)
# Guess: stop_polling() (and so SIGTERM) lets the handlers at work finish; or, if it does not, Telegram hands the same
# updates out again after the start, because they were never dealt with.
# Seen: neither: the next getUpdates confirms a batch while its handlers are at work, start_polling() returns without
# waiting for them, and the end of the event loop cuts them off: what people wrote in that moment is gone for good.
# python-telegram-bot 22.8, stopped at the same moment, works through all that it had confirmed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for library in aiogram==3.31.0 python-telegram-bot==22.8; do
    python3 -m venv "$folder/${library%%=*}"
    "$folder/${library%%=*}/bin/pip" install -q --disable-pip-version-check "$library"
done
cat > "$folder/telegram_like.py" <<'PY'
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
WRITTEN = [
    {"update_id": number, "message": {"message_id": number, "date": 1760000000, "text": f"report {number}",
     "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "is_bot": False, "first_name": "A"}}}
    for number in (1, 2, 3)
]
CONFIRMED = [0]
class Telegram(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
        result = True
        if self.path.lower().endswith("getupdates"):
            offset = re.search(r'offset\D+?(\d+)', body)
            CONFIRMED[0] = max(CONFIRMED[0], int(offset[1]) - 1 if offset else 0)
            result = [update for update in WRITTEN if update["update_id"] > CONFIRMED[0]]
            time.sleep(0 if result else 0.2)
        elif self.path.lower().endswith("getme"):
            result = {"id": 9, "is_bot": True, "first_name": "B", "username": "b_bot"}
        answer = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *_):
        pass
class Server(ThreadingHTTPServer):
    daemon_threads = True
    def handle_error(self, *_):  # a client that has gone
        pass
def serve():
    server = Server(("127.0.0.1", 0), Telegram)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
PY
cat > "$folder/with_aiogram.py" <<'PY'
import asyncio
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram_like import CONFIRMED, serve
dispatcher = Dispatcher()
begun, ended = [], []
@dispatcher.message()
async def keep(message):
    begun.append(message.text)
    await asyncio.sleep(2)
    ended.append(message.text)
async def main():
    bot = Bot("1:t", session=AiohttpSession(api=TelegramAPIServer.from_base(serve())))
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await asyncio.sleep(1)
    await dispatcher.stop_polling()
    await polling
asyncio.run(main())
print(f"aiogram: {CONFIRMED[0]} confirmed, {len(begun)} begun, {len(ended)} ended")
PY
cat > "$folder/with_ptb.py" <<'PY'
import asyncio
from telegram.ext import Application, MessageHandler, filters
from telegram_like import CONFIRMED, serve
begun, ended = [], []
async def keep(update, _):
    begun.append(update.message.text)
    await asyncio.sleep(2)
    ended.append(update.message.text)
async def main():
    bot = Application.builder().token("1:t").base_url(f"{serve()}/bot").concurrent_updates(True).build()
    bot.add_handler(MessageHandler(filters.ALL, keep))
    await bot.initialize()
    await bot.start()
    await bot.updater.start_polling()
    await asyncio.sleep(1)
    await bot.updater.stop()
    await bot.stop()
    await bot.shutdown()
asyncio.run(main())
print(f"python-telegram-bot: {CONFIRMED[0]} confirmed, {len(begun)} begun, {len(ended)} ended")
PY
cd "$folder"
{ aiogram/bin/python with_aiogram.py; python-telegram-bot/bin/python with_ptb.py; } | tee seen
diff seen - <<'SEEN'
aiogram: 3 confirmed, 3 begun, 0 ended
python-telegram-bot: 3 confirmed, 3 begun, 3 ended
SEEN
