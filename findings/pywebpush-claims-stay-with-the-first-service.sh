#!/bin/bash
# pywebpush 2.5.0, the same vapid_claims for the browsers of all people, as in its README
# Guess: each push is signed for the push service of its endpoint, and for the hours after it was sent.
# Seen: the first call writes its audience and its end into the caller's dict; the second, to another service, is signed
# for the first one. Services refuse a token for somebody else: whose phone is of another make than the first is not told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pywebpush==2.5.0 py-vapid==1.9.6
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
import base64
import json
import os
from types import SimpleNamespace
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid
from pywebpush import webpush

def text(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

class Session:
    """Says for whom a push was signed, and sends nothing."""
    def post(self, url, data=None, headers=None, **_more):
        token = headers["authorization"].split("t=")[1].split(",")[0].split(".")[1]
        print("to", url, "for", json.loads(base64.urlsafe_b64decode(token + "=="))["aud"])
        return SimpleNamespace(status_code=201, text="", reason="", headers={})

server = Vapid()
server.generate_keys()
browser = ec.generate_private_key(ec.SECP256R1()).public_key()
point = browser.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
keys = {"p256dh": text(point), "auth": text(os.urandom(16))}
claims = {"sub": "mailto:office@example.org"}
for endpoint in ("https://first.example/a", "https://second.example/b"):
    phone = {"endpoint": endpoint, "keys": keys}
    webpush(phone, "news", vapid_private_key=server, vapid_claims=claims, requests_session=Session())
print("kept:", *sorted(claims))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
to https://first.example/a for https://first.example
to https://second.example/b for https://first.example
kept: aud exp sub
SEEN
