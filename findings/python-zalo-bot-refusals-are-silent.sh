#!/usr/bin/env bash
# python-zalo-bot 0.1.9: a message that Zalo refuses looks as if it had been sent.
#
# Zalo's Bot API answers a refusal (unknown chat, text too long, quota spent) by HTTP 200 with
#   {"ok": false, "error_code": 400, "description": "..."}
# Guess: like python-telegram-bot, from which the library was made, it raises BadRequest where "ok" is false.
# Behaviour: it looks at the status line alone. With 200 it takes "result" of whatever came, which is not there:
# send_message returns None and raises nothing; who does not look at the returned value counts the message as sent.
#
# Output seen:
#   accepted: Message
#   refused, HTTP 200: NoneType
#   refused, HTTP 400: BadRequest
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-zalo-bot==0.1.9

cat > "$work/try.py" <<'PY'
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from zalo_bot import Bot

REFUSED = {"ok": False, "error_code": 400, "description": "Bad request: The chat_id is invalid"}
SENT = {"ok": True, "result": {"message_id": "1", "date": 1790000000000}}
ME = {"ok": True, "result": {"id": "1", "account_name": "bot.x", "account_type": "BASIC"}}


class Zalo(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
        if self.path.endswith("getMe"):
            status, answer = 200, ME
        elif "known" in body:
            status, answer = 200, SENT
        else:
            status, answer = (400 if "strict" in body else 200), REFUSED
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_):
        pass


async def main():
    server = HTTPServer(("127.0.0.1", 0), Zalo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    async with Bot("1:token", base_url=f"http://127.0.0.1:{server.server_port}") as bot:
        for label, chat in (("accepted", "known"), ("refused, HTTP 200", "lost"), ("refused, HTTP 400", "strict")):
            try:
                came = type(await bot.send_message(chat, "xin chao")).__name__
            except Exception as error:
                came = type(error).__name__
            print(f"{label}: {came}")
    server.shutdown()


asyncio.run(main())
PY
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
diff "$work/seen" - <<'SEEN'
accepted: Message
refused, HTTP 200: NoneType
refused, HTTP 400: BadRequest
SEEN
