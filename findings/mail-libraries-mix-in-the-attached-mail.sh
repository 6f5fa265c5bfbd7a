#!/bin/bash
# mail-parser 4.8.0 and imap-tools 1.16.0, a mail with another mail attached to it (message/rfc822: "forward as
# attachment", and what most bounces carry)
# Guess: the text of a mail is what its writer wrote; the attached mail is an attachment with a text of its own.
# Seen: both put the words of the attached mail behind those of the writer with nothing between them, and its files among
# the files: "Not yet" over an attached "All done" of last month says both. The standard library's get_body() takes
# the writer's words alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mail-parser==4.8.0 imap-tools==1.16.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PY'
from email import message_from_bytes, policy
from email.message import EmailMessage
import mailparser
from imap_tools import MailMessage
earlier = EmailMessage()
earlier["Subject"] = "September"
earlier.set_content("All done.\n")
earlier.add_attachment("september", filename="september.txt")
mail = EmailMessage()
mail["Subject"] = "October"
mail.set_content("Not yet.\n")
mail.add_attachment(earlier)
whole = mail.as_bytes()
parsed = mailparser.parse_from_bytes(whole)
print("mail-parser:", parsed.text_plain, len(parsed.attachments))
fetched = MailMessage.from_bytes(whole)
print("imap-tools:", repr(fetched.text), len(fetched.attachments))
print("email:", repr(message_from_bytes(whole, policy=policy.default).get_body(("plain",)).get_content()))
PY
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
mail-parser: ['Not yet.\n', 'All done.\n'] 2
imap-tools: 'Not yet.\nAll done.\n' 2
email: 'Not yet.\n'
SEEN
