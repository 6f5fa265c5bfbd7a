"""Phrases around the work: who answers, whether at all, and what stands in the way."""

from typing import Final

from domain.replies.signals import Sign, patterns

# (name, sign, what is said, what forbids it), in this order: a phrase takes its words away
# from those below, so that "không có vướng mắc" is no obstacle any more.
CIRCUMSTANCES: Final = patterns((
    # Nothing in the way, or no longer.
    ("no obstacle", Sign.SMOOTH,
     r"(?:<NOT>)(?: (?:co|con|gap|phat sinh|he|thay|bi|gi|cung))*(?: (?:vuong(?: mac)?|kho khan"
     r"|tro ngai|van de|kien nghi|de xuat|ton tai|han che|thay doi))+(?: (?:gi|nao|lon|ca"
     r"|phat sinh|dang ke|het))*"),
    ("an obstacle overcome", Sign.SMOOTH,
     r"(?:het|da go|thao go|khac phuc|giai quyet|xu ly|go)(?: (?:duoc|xong|cac|het|moi"
     r"|roi))* (?:vuong(?: mac)?|kho khan)(?: roi)?",
     r"chua|khong|de nghi|xin|can|dang"),
    # Belief and report of others prove nothing.
    ("belief", Sign.HEARSAY,
     r"hinh nhu|co ve|nghe (?:noi|dau|bao)|tuong(?! doi| tac| trinh| ung)"
     r"|chac(?! chan)(?: \w+){0,4}(?= xong| roi| gui| nop| dat| 100%)|(?:nghi|doan"
     r"|cho rang)(?: la| rang"
     r"| thi)?(?= da | xong| dat| 100%)|(?:roi )?chac(?: the| vay)?$|khong (?:chac|nho)|co le"
     r"|le ra|dang le"
     r"|worth le|dung ra"
     r"|gia ma|ngo la"),
    ("said by another", Sign.HEARSAY,
     r"(?:anh|chi|sep|ban|ong|ba|co|chu|phong|ben|dong chi|em|ho)(?: (?!em\b|toi\b|minh\b"
     r"|i\b)\w+)? (?:bao|noi|ke|khoe)(?! cao)(?: la| rang| da)*(?= xong| gui| nop| dat| 100%)"),
    ("said before", Sign.HEARSAY,
     r"(?:hom|tuan|lan|bua|thang|dot) (?:truoc|qua|kia)<TWO> (?:bao|noi)(?! cao)(?: la"
     r"| da)* xong"),
    # Not the writer's task, or not at the desk.
    ("wrong person", Sign.NOT_MINE,
     r"(?:nham|sai) (?:so|nguoi|may|dia chi|phong)|nham(?: roi)?$"),
    ("not in charge", Sign.NOT_MINE,
     r"khong(?: phai)?<TWO> (?:phu trach|theo doi|dam nhan|tham muu)|khong phai (?:viec|nhiem vu"
     r"|phan|toi|em|phong|ben|cua|minh|i)\b|khong thuoc|khong lien quan|khong lam (?:mang"
     r"|linh vuc|viec|phan)(?: nay)?"),
    ("moved on", Sign.NOT_MINE,
     r"khong con (?:cong tac|phu trach|lam (?:o|viec|tai)|theo doi|o phong)|(?:da|duoc"
     r"|moi) (?:dieu dong|luan chuyen)|chuyen (?:sang )?(?:cong tac|don vi|phong|co quan)"
     r"|(?:nghi|ve) huu"),
    ("another's task", Sign.NOT_MINE,
     r"(?:viec|nhiem vu|cai|phan)(?: nay| do)?(?: la)? (?:do|cua|thuoc|ben) (?!em\b|toi\b|minh\b"
     r"|phong (?:em|toi|minh|nao)|chung)(?:phong|ben|anh|chi|dong chi|van phong|chi cuc"
     r"|trung tam|ban)\b(?! (?:nao|ai))<TWO>"),
    ("handed over", Sign.NOT_MINE,
     r"ban giao<FEW> (?:give|cho) \w+|chuyen(?: viec nay)? (?:give|cho|sang) (?:anh|chi|dong chi"
     r"|phong|ban)<TWO> (?:lam|phu trach|xu ly|theo doi)|(?:lien he|hoi) (?:anh|chi|phong)"
     r"|(?:phong|ben|anh|chi|dong chi)(?! (?:em|toi|minh|i|nao)\b)<FEW> (?:phu trach|lam dau moi"
     r"|dam nhan)"),
    ("delegated", Sign.DOUBT,
     r"(?:da )?(?<!duoc )(?:giao|phan cong) (?:give |cho )?(?:dong chi|anh|chi|em|chuyen vien|phong"
     r"|bo phan|ban)(?!<FEW> <DONE>)<FEW>"),
    ("away", Sign.AWAY,
     r"(?:dang|xin|con) (?:nghi|busy|om|lai xe|nam vien|thai san|bay|hoc|cong tac|hop(?! tac"
     r"| nhat| dong| thong| ban| lay| gop| voi| de)|di (?!kiem|khao|co so|lay|gui|xin|trinh)\w+"
     r"|an (?:com|trua|cuoi)|o (?:vien|ngoai|que|xa|nha|benh vien|ha noi))(?: (?:phep|om"
     r"|cong tac|thai san))?|nghi (?:phep|om|thai san|che do)|di (?:cong tac|hoc|vang)"
     r"|(?:dang )?chay xe|dang trong<TWO> hop|(?:em|toi|i|qua) busy|busy (?:qua|hop)"),
    ("will come back to it", Sign.COURTESY,
     r"(?:de|cho|give) (?:em|toi|i) (?:kiem tra|xem|hoi|check)<TWO>|(?:se|lat|ti|toi"
     r"|evening)(?: em)?<TWO> (?:tra loi|bao (?:cao )?sau|bao lai)<TWO>"),
    # Questions that carry status words, and status words that look like questions.
    ("a rhetorical no", Sign.UNFINISHED,
     r"(?:lam )?sao (?:ma |co the )?(?:xong|kip)<TWO>|xong (?:sao|the nao) duoc|xong (?:gi"
     r"|cai gi) (?:dau|ma|noi)|(?:co|da|nao da|dau) xong(?: \w+)? dau|xong dau|dau (?:co"
     r"|da) xong|(?:lam gi|co gi ma|lay gi ma) (?:da |co )?xong|ai ma xong|xong chet lien"),
    ("not known when", Sign.DOUBT, r"<NOT> (?:biet|ro|hen)<TWO> <WHEN><FEW>"),
    ("once that is so", Sign.PROMISED,
     r"<WHEN>(?! thi| la| moi)<FEW> (?:thi|la|moi|se|em|toi|i)<TWO> (?:xong|bao|gui|nop)"
     r"|<WHEN> xong (?:em|toi|i|se|thi|phong)<FEW>"),
    ("wonders", Sign.QUESTION,
     r"<NOT> (?:biet|ro|hieu)<FEW> (?:dau|gi|ai|nao|sao|may|bao nhieu|khong|chua)"),
    ("finished or not", Sign.QUESTION, r"xong(?: roi| het)? chua(?: vay| the)?$"),
    # What stops the work.
    ("stopped", Sign.STUCK,
     r"(?:dang )?(?:stop|stuck|mac(?= o| khau| ve)|obstructed|be tac|dinh tre|giam chan"
     r"|chong cheo|bat cap)(?: (?:o"
     r"|vi|do|cho))?|(?:bat|khong) kha thi"),
    ("obstacle", Sign.STUCK,
     r"(?:dang |bi |gap |con )*(?:vuong(?: mac)?|kho khan|tro ngai)(?! nhat)(?: (?:o|cho|give|ve"
     r"|do|vi))?"),
    ("cannot", Sign.STUCK,
     r"khong(?: the)? (?:<DO>|giai ngan|giai quyet|tiep tuc)(?: (?:tiep|duoc))+"
     r"|khong the (?:<DO>|giai ngan|tiep tuc)(?! xong)"),
    ("system down", Sign.STUCK,
     r"<SYSTEM>(?: \w+){0,3} (?:loi|wrong|fallen|treo|hong|broken|bao tri|qua tai|truc trac"
     r"|khong (?:vao|hoat dong|chay|truy cap|duoc|len|mo|ket noi|post|give|cho|on dinh)|bi \w+)"
     r"|(?:bi|bao|gap|dang) (?:loi|wrong)|(?:loi|wrong) (?:<SYSTEM>|post|ket noi)|(?:mat|lost"
     r"|cup|cat) (?:dien|mang|ket noi|internet|wifi)"),
    ("locked out", Sign.STUCK,
     r"khong(?: the)? (?:post nhap|truy cap|ket noi|login|vao (?:duoc|he thong|mang))"
     r"|khong(?: the)? (?:cap nhat|nhap|mo|tai|up|gui|ky so|lay)<TWO> duoc|khong (?:give"
     r"|cho) (?:post|vao|nhap|truy|cap)"),
    ("lack of means", Sign.STUCK,
     r"(?:thieu|khong co|chua co|khong du|chua du|het|<NOT> duoc \w+(?: \w+)?"
     r"|<NOT> bo tri(?: duoc)?|<NOT> xin duoc"
     r"|<NOT> thong nhat(?: duoc)?)(?: (?!lam)\w+){0,2} <MEANS>"),
    ("no cooperation", Sign.STUCK, r"<NOT> (?:chiu )?(?:hop tac|phoi hop)"),
    ("waits for others", Sign.OUTSIDE,
     r"(?:dang |con |van |phai )*wait<FEW> <OTHERS>(?:<FEW> (?:moi|roi|de)<FEW>)?"),
    ("others silent", Sign.OUTSIDE, r"<OTHERS><FEW> (?:chua|cham|khong)<TWO>"),
    ("depends on others", Sign.OUTSIDE, r"phu thuoc<TWO> <OTHERS>"),
    ("waits inside", Sign.WAITING, r"(?:dang |con |van |phai )*wait<TWO> <OWN>"),
    ("waits for a decision", Sign.OUTSIDE,
     r"(?:dang |con |van |phai )*wait<TWO> (?:huong dan|chu truong|co che|kinh phi|von|ngan sach"
     r"|quyet dinh|thong tu|nghi dinh|nghi quyet|chi dao|dau thau|phan bo)"),
    ("asks for time", Sign.EXTENSION,
     r"(?:xin|de nghi|give|cho|mong)<TWO> (?:gia han|lui|khat|keo dai|them (?:thoi gian|han"
     r"|\d+ ngay|vai ngay|it ngay))<TWO>"),
    ("asks for help", Sign.HELP,
     r"(?:de nghi|xin|mong|nho|can|kien nghi|de xuat|kinh)<FEW> (?:ho tro|thao go|go|dieu chinh"
     r"|xem xet|chi dao|bo tri|huong dan|can thiep|giai quyet)"),
))  # fmt: skip
