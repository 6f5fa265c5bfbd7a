#!/bin/bash
# rapidfuzz 3.14.6, utils.default_process on decomposed Vietnamese (NFD, as macOS writes names of files)
# Guess: letters stay letters however they are encoded: at worst an accent counts for one edit.
# Seen: each combining mark becomes a space: "Nguyễn" falls into "nguye" and "n". A name is 63 % like itself in the
# other form; and two people whom only accents tell apart are the same to the last bit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check rapidfuzz==3.14.6
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from unicodedata import normalize
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
def like(one, other):
    return round(fuzz.WRatio(one, other, processor=default_process))
def apart(text):
    return normalize("NFD", text)
print(repr(default_process("Nguyễn Thị Hường")), repr(default_process(apart("Nguyễn Thị Hường"))))
print("itself in the other form:", like("Nguyễn Thị Hường", apart("Nguyễn Thị Hường")))
print("two people, composed:", like("Lê Văn Hùng", "Lê Vân Hưng"))
print("two people, decomposed:", like(apart("Lê Văn Hùng"), apart("Lê Vân Hưng")))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
'nguyễn thị hường' 'nguye  n thi  hu o  ng'
itself in the other form: 63
two people, composed: 82
two people, decomposed: 100
SEEN
