#!/usr/bin/env bash
# odfpy 1.4.1.
# Guess: teletype.extractText gives the sentence as it stands in the document; comments and footnotes are asked for by themselves.
# Seen: the author, the date and the text of a comment, and the mark and the text of a footnote, stand in the middle of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1
cat >look.py <<'PY'
from odf import dc, office, text
from odf.opendocument import OpenDocumentText, load
from odf.teletype import extractText

document = OpenDocumentText()
sentence = text.P(text="Rà soát")
comment = office.Annotation()
for part in (dc.Creator(text="An"), dc.Date(text="2025-10-01T08:00:00"), text.P(text="xem lại")):
    comment.addElement(part)
sentence.addElement(comment)
sentence.addText(" hồ sơ")
document.text.addElement(sentence)
sentence, note, body = text.P(text="Theo Nghị định"), text.Note(noteclass="footnote"), text.NoteBody()
body.addElement(text.P(text="Số 30"))
for part in (text.NoteCitation(text="1"), body):
    note.addElement(part)
sentence.addElement(note)
sentence.addText(" này")
document.text.addElement(sentence)
document.save("remarks.odt")
for each in load("remarks.odt").text.childNodes[-2:]:
    print(extractText(each))
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
Rà soátAn2025-10-01T08:00:00xem lại hồ sơ
Theo Nghị định1Số 30 này
TXT
