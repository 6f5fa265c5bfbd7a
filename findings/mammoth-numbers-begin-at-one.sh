#!/bin/bash
# mammoth 1.13.0, a plan whose tasks bear Word's own numbers: "Nhiệm vụ 5.", "Nhiệm vụ 6.", a sentence, "Nhiệm vụ 7."
# Guess: the numbers are kept: HTML has <ol start>, Markdown writes them out; or a message says that they are lost.
# Seen: 1, 2, and 1 again after the sentence, without a message; the words before the number are gone; in plain text
# there are no numbers. LibreOffice shows 5, 6 and 7. Whoever names a task by its number means another one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mammoth==1.13.0 python-docx==1.2.0
cd "$folder"
venv/bin/python - > seen <<'PY'
import docx
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

plan = docx.Document()
lists = plan.part.numbering_part.element
level = '<w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Nhiệm vụ %1."/>'
lists.insert(0, parse_xml(
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'
))
lists.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
for words in ("Rà soát", "Báo cáo", "", "Công bố"):
    paragraph = plan.add_paragraph(words or "Các nhiệm vụ khác:")
    if words:
        paragraph._p.get_or_add_pPr().append(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>'
        ))
plan.save("plan.docx")
read = mammoth.convert_to_html("plan.docx")
print(read.value, read.messages)
print(*mammoth.convert_to_markdown("plan.docx").value.split("\n"), sep="|")
PY
cat seen
diff seen - <<'SEEN'
<ol><li>Rà soát</li><li>Báo cáo</li></ol><p>Các nhiệm vụ khác:</p><ol><li>Công bố</li></ol> []
1. Rà soát|2. Báo cáo||Các nhiệm vụ khác:||1. Công bố||
SEEN
