#!/bin/bash
# email_reply_parser 0.5.12, an answer that lists what was done, with hyphens and no space behind them (the usual way of
# typing a list in Vietnam)
# Guess: a signature begins with a line of hyphens; a line "-Việc 1: xong" is a line of the answer.
# Seen: a hyphen with a letter behind it begins a signature: of "Báo cáo:" and two tasks below an empty line only
# "Báo cáo:" is left. With a space behind the hyphens everything is there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check email_reply_parser==0.5.12
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from email_reply_parser import EmailReplyParser
for mark in ("- ", "+", "-"):
    print(repr(EmailReplyParser.parse_reply(f"Báo cáo:\n\n{mark}Việc 1: xong\n{mark}Việc 2: chưa, vướng kinh phí\n")))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
'Báo cáo:\n\n- Việc 1: xong\n- Việc 2: chưa, vướng kinh phí'
'Báo cáo:\n\n+Việc 1: xong\n+Việc 2: chưa, vướng kinh phí'
'Báo cáo:'
SEEN
