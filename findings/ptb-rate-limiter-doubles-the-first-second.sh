#!/bin/bash
# python-telegram-bot 22.8, AIORateLimiter (aiolimiter 1.2.1) before many messages at once, as before a deadline
# Telegram: not more than 30 messages a second in all, nor more than 20 a minute to one group.
# Guess: overall_max_rate=30, overall_time_period=1 lets at most 30 out within any second; so with groups.
# Seen: after a pause nearly twice as many: a leaky bucket is empty, so that 30 leave at once and 29 more while it leaks.
# To a group of 20 in a period, 39 leave within the first one (periods of 3 s here, in place of 60).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "python-telegram-bot[rate-limiter]==22.8" aiolimiter==1.2.1
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import asyncio
import time
from telegram.ext import AIORateLimiter

async def first_period(limiter, chats, seconds):
    left = []
    async def send(*_args, **_more):
        left.append(time.monotonic())
        return True
    began = time.monotonic()
    calls = (limiter.process_request(send, (), {}, "sendMessage", {"chat_id": chat}, None) for chat in chats)
    await asyncio.gather(*calls)
    return sum(when - began < seconds for when in left)

async def main():
    people = await first_period(AIORateLimiter(overall_max_rate=30, overall_time_period=1), range(1, 101), 1)
    group = await first_period(AIORateLimiter(group_max_rate=20, group_time_period=3), [-100] * 60, 3)
    print("people: more than 50" if people > 50 else f"people: {people}")
    print("group: more than 35" if group > 35 else f"group: {group}")

asyncio.run(main())
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
people: more than 50
group: more than 35
SEEN
