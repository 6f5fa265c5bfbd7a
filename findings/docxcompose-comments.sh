#!/usr/bin/env bash
# docxcompose 2.2.0, python-docx 1.2.0.
# Guess: an annex appended to a letter brings its comments along, or loses them.
# Seen: their text is lost, but their marks stay, with the numbers that they had: the words in the annex now bear the comment of
# the same number in the letter. What An asked about the letter is asked about the annex.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docxcompose==2.2.0 python-docx==1.2.0
cat >look.py <<'PY'
from docx import Document
from docx.oxml.ns import qn
from docxcompose.composer import Composer


def commented(name: str, words: str, author: str, comment: str) -> None:
    document = Document()
    document.add_comment(document.add_paragraph(words).runs, text=comment, author=author)
    document.save(name)


commented("letter.docx", "Công văn", "An", "đã duyệt")
commented("annex.docx", "Phụ lục", "Bình", "sai hạn")
composer = Composer(Document("letter.docx"))
composer.append(Document("annex.docx"))
composer.save("both.docx")
both = Document("both.docx")
comments = {str(each.comment_id): f"{each.author}: {each.text}" for each in both.comments}
for paragraph in both.paragraphs:
    marks = [mark.get(qn("w:id")) for mark in paragraph._p.iter(qn("w:commentReference"))]
    print(paragraph.text, [comments.get(mark) for mark in marks])
PY
venv/bin/python look.py | tee seen
diff seen - <<'TXT'
Công văn ['An: đã duyệt']
Phụ lục ['An: đã duyệt']
TXT
