"""Phrases about the work itself: what is left, what is under way, and last what is finished."""

from typing import Final

from domain.replies.signals import Sign, patterns

# (name, sign, what is said, what forbids it), in this order: whatever denies, delays, halves or
# dreams of completion takes the word away before "finished" can read it.
PROGRESS: Final = patterns((
    # What is left, near or ahead: always before completion.
    ("nothing left", Sign.FINISHED,
     r"(?:khong|chang) con<TWO> (?:viec|ho so|gi|nhiem vu|noi dung)(?: (?:gi|nao|ton|ton dong"
     r"|qua han|phai lam|more|nua|nao ton|can lam))*|het viec(?: roi)?"),
    ("not to be called so", Sign.UNFINISHED,
     r"<NOT>(?: the)? (?:noi|coi|goi|xem|bao)<FEW> <DONE>"),
    ("a wish", Sign.COURTESY, r"(?<!to )(?<!cong )chuc(?: [\w@]+){0,6} xong<FEW>"),
    ("asked of others", Sign.DOUBT,
     r"(?:de nghi|yeu cau|nhac|don doc|nho|mong|uoc gi)(?: [\w@]+){0,6} <DONE><FEW>"),
    ("another's success", Sign.DOUBT,
     r"(?:don vi|phong|ben|dong chi|anh|chi) (?:ban|khac|kia|do)<FEW> <DONE>|^(?:anh|chi|co|chu"
     r"|ban|ong|ba) (?!da|vua|moi|lam|em|toi|xong|cung|ban|cuc)\w+ (?:da |lam |vua )*xong"),
    ("a dream", Sign.UNFINISHED, r"(?:con lau|mo) moi (?:dat )?<DONE>"),
    ("a name, not a fact", Sign.DOUBT,
     r"(?:muc tieu|chi tieu|yeu cau|ke hoach|tien do|thoi gian|han|thoi han|ngay|ty le|muc do)"
     r"(?: (?:la|lam|dat|de|se|phai))* <DONE>|(?:give|cho|doi|dung|chuan bi) (?:dat )?<DONE>"),
    ("not this task, not now", Sign.DOUBT,
     r"^(?:nam \d{4}|so|cap tren|cac (?:don vi|phong))(?: (?:da|lam))* xong"),
    ("all is lost", Sign.DOUBT, r"xong (?:phim|doi|om)|^thoi xong|^(?:the|vay) (?:thi|la) xong"),
    ("tonight, or I", Sign.DOUBT, r"^toi(?: em| se)?(?: lam)? xong(?! roi)"),
    ("two noes", Sign.DOUBT,
     r"(?:khong|dau)(?: phai| the| the noi)(?: la)?<TWO> (?:chua|khong)<TWO> (?:lam|xong"
     r"|thuc hien|trien khai|start)"),
    ("if and once", Sign.PROMISED,
     r"(?:neu|khi|sau khi|den khi|mien la|<WHEN>)(?: [\w@%]+){0,8} <DONE>|xong (?:thi|moi|se"
     r"|bao (?:lai|sau)|gui sau)<TWO>|xong roi (?:se|moi|tinh)<TWO>|co<FEW> (?:thi"
     r"|la) (?:dat )?<DONE>"
     r"|xong(?: roi)? (?:em |toi |i |minh )(?:se |moi )*(?:bao|gui|nop|lam|tra loi|trinh|day)"
     r"(?!.* roi)<TWO>|xong roi (?:bao|gui|nop|lam|trinh)(?! cao)(?!.* roi)<TWO>",
     r"o dau|the nao|\bai\b|\bgi\b|\bnao\b|dau$|khong$|sao$"),
    ("a little more", Sign.NEARLY,
     r"(?:more|nua|con|chi can|them)<GAP> la(?: cung)? (?:xong|duoc|on)"),
    ("nearly", Sign.NEARLY,
     r"(?:sap|gan|co ban(?: la)?|hau nhu|hau het|gan nhu|(?<!trung )(?<!trong )(?<!quan )tam"
     r"|so bo|tuong doi|phan lon|dai khai|da phan|xap xi)(?: da)?<GAP> (?:<DONE>|het|day du|on"
     r"|dat)|sap (?:roi|gui|nop)|xong<TWO> (?:phan lon|co ban|gan het|hau het|so bo|den noi"
     r"|toi noi|coming noi)"),
    ("not finished", Sign.UNFINISHED,
     r"chua(?: lam)? duoc (?:bao nhieu|may|nhieu)|<NOT><GAP> <DONE>(?:<TWO> dau)?|(?:kho"
     r"|chua chac)<GAP> <DONE>|khong kip|chua<TWO> (?:het|du|day du|on|triet de|dut diem)(?! tron)"
     r"|xong (?:chua|khong) (?:het|han|duoc)",
     r"chua (?:\w+ ){0,2}gi het"),
    ("a plan to finish", Sign.PROMISED,
     r"(?:se|du kien|strive|hua|hen|dam bao|bao dam|chac chan|cam ket|hy vong|kip|co the|som"
     r"|kha nang|<SOON>)(?: [\w@#]+){0,6} <DONE>|xong(?: (?!tu|hom|qua)[\w@%#]+){0,4} <SOON>"
     r"|moi<TWO> xong duoc"),
    ("within a time", Sign.PROMISED, r"<WITHIN>(?: [\w@]+){0,5} <DONE>|xong<TWO> <WITHIN>",
     r"da (?:<DO> )*<DONE>"),
    ("ready some time today", Sign.PROMISED, r"<TODAY>(?: [\w@]+){0,5} <DONE>|xong<TWO> <TODAY>",
     r"<PAST>"),
    ("only then", Sign.DOUBT,
     r"(?!(?:em|i|toi|minh|phong|vua|tui|team)\b)\w+ moi(?: <DO>| dat)? <DONE>"),
    ("a day alone", Sign.DOUBT, r"(?:@\d+|^\d+)(?: (?:la|em|thi|i|<DO>))* xong(?! roi)"),
    ("begins later", Sign.LATER,
     r"(?:<SOON>|@\d+|thu \w+|con lau)<FEW> moi<TWO> (?:<DO>|co|den luot)|(?:<SOON>"
     r"|de @\d+)(?: (?:em|toi|i|phong|minh|se|moi))* <DO>(?! tiep| not| xong)"),
    ("nothing begun", Sign.UNBEGUN,
     r"chua(?: (?:he|ai|co|kip|the|duoc|ra|bao gio|dam|gi))* (?:<DO>|dong|dung|rot|gi|phan cong"
     r"|giao|len ke hoach|co ke hoach|soan|viet|kiem tra|tap huan|khao sat|xay dung|so hoa|mo"
     r"|lap|cham|thanh lap)(?: (?:gi|dau|duoc|den|toi|coming|vao|tay|ca|ai|het|give|cho|(?:ti"
     r"|chut|it) nao|viec nay|nguoi nao|thuc hien|trien khai|lam))*|khong (?:co )?lam gi(?: het"
     r"| ca)?|quen(?: mat)?(?: chua| khong)? lam|\b0%|chua co dong tinh|con y nguyen|con nguyen"
     r"|chua (?:ro|so"
     r"|mo) (?:toi|den|coming|vao)|chua (?:toi|den|coming) (?:luot|period|ky|han|thoi han)"),
    ("started", Sign.WORKING,
     r"(?:moi|da|vua|gio moi|cung) (?:start|trien khai)(?!<FEW> <DONE>)<TWO>|start(?: \w+)? roi"
     r"|moi lam(?!<FEW> xong)(?: duoc)?"),
    # A part or a step is not the whole.
    ("unsent", Sign.UNSENT, r"chua<TWO> <SEND>|quen(?: mat)?(?: chua)? <SEND>"),
    ("unsigned", Sign.WAITING,
     r"chua(?: duoc)?(?: ai)? (?:ky|duyet|phe duyet|dong dau|dong y|thong qua|<ISSUE>)"),
    ("saves a share", Sign.DOUBT, r"(?:giam|tang|cat|tiet kiem)<TWO> \d+%"),
    ("a share", Sign.PARTLY,
     r"(?:da |duoc )*(?:xong )?(?:da |duoc |khoang |hon |tren |gan )*(?<!\d)[1-9]\d?%"),
    ("a part", Sign.PARTLY,
     r"(?:xong )?(?:duoc |roi )?(?:mot (?:phan|so|it|chut)|it|chut|doi (?:chut|ba)|kha kha|vai"
     r"|phan nao|tung phan)(?: \w+)?"
     r"|xong may|lam duoc (?:kha|nhieu|it|\d)"),
    ("a finished step", Sign.STEP,
     r"(?:xong )?100% <PART>(?! viec$)<TWO>|(?:da )?co (?:du thao|ban (?:nhap|thao)|de cuong"
     r"|khung)|xong(?: (?:roi|duoc|cac|ban"
     r"|buoc))* (?:<PART>(?! viec| cua)|<PIECE>)<TWO>|(?:<PIECE>|<PART> \w+)(?: (?:da|roi"
     r"|bao cao|ke hoach|dat))* <DONE>|<DRAFT>(?: (?!roi\b|but\b)\w+){0,3} xong|(?:muc"
     r"|noi dung) (?:\d+|mot|hai|dau|thu)(?: da)? xong|xong (?:muc|noi dung) (?:\d+|mot|hai|dau"
     r"|thu)"),
    ("sent for advice", Sign.STEP,
     r"(?:gui|nop|chuyen)<FEW> (?:du thao|y kien|gop y|tham dinh|cong van|de nghi|to trinh|phieu"
     r"|giay moi|ky|duyet|yeu cau|don doc|ke hoach)|(?:lay|xin) (?:y kien|chu ky)|gop y"
     r"|tham dinh"),
    ("on the way up", Sign.WAITING,
     r"(?:da |dang )*(?<!quy )(?<!to )(?<!cong )(?<!chuong )(?<!qua )(?<!lo )(?<!tien )(?<!phap"
     r" )trinh\b(?: do)?<FEW>|(?:dang |con |van |phai )*wait<TWO>"),
    ("something remains", Sign.REMAINS,
     r"(?:chi )?con(?: lai)?(?: dung| co| khoang| duy nhat)* (?:thieu|phai|mot|it|chut|vai|phan"
     r"|khau|moi|viec|buoc|each|muc|chua|dong|ky|in|cac|ho so|\d+)<TWO>|chi (?:con|thieu|can"
     r"|moi)<TWO>|thieu|(?<!luu )tru (?!so|diem)\w+|ngoai tru|(?:can|phai|dang|con|se|bi|yeu cau"
     r"|doi)<TWO> (?:tra|ra lai|chinh|sua|bo sung|hoan thien|tra lai|lam lai|cap nhat)|tra lai"
     r"|lam lai|hoan thien"),
    ("under way", Sign.WORKING,
     r"(?:da va )?(?:van )?dang(?! ky)<TWO>|(?:van|tiep tuc|con) <DO>|lam (?:do|tiep|not|dan)"
     r"|do dang|trong qua trinh|theo tien do|bat tay"),
    ("on course", Sign.WORKING,
     r"dung (?:tien do|ke hoach|lo trinh)",
     r"<DONE>"),
    ("will send", Sign.WILL_SEND,
     r"(?:se|<SOON>|<TODAY>)(?: [\w@]+){0,3} <SEND>|<SEND><FEW> <SOON>",
     r"\b<PAST>\b"),
    # Completion, when nothing above has claimed its words.
    ("sent", Sign.FINISHED,
     r"(?:da|vua|vua moi|moi)(?: (?:duoc|ky|hoan))* (?:gui|nop|submit)(?: len| ve| qua| kem| cho"
     r"| give| day du| du| het)*(?= bao cao| ket qua| van phong| he thong| so #| mail| email"
     r"| zalo| file| roi| minh chung| @| #| luc| sang| chieu| hom| tu| truoc| dung| som| ban"
     r"| bang| tren| trong|$)<FEW>(?: roi)?|(?:da|vua)(?: \w+ \w+ va)? (?:gui"
     r"|nop) (?:bao cao (?:day du|roi)|(?:len|ve|qua|kem|day du|du)(?! lanh dao| sep| so| ubnd"
     r"| cac| phong| don vi))"),
    ("sent already", Sign.FINISHED,
     r"(?:gui|nop|submit|up|cap nhat|upload)(?: (?!du thao|so lieu|muon|cham|tre"
     r"|sau\b)[\w@#]+){0,7} roi|(?:up"
     r"|cap nhat|nhap) (?:\w+ )?len he thong|da bao cao(?: (?:roi|van phong|day du"
     r"|tren he thong))+"),
    ("issued", Sign.FINISHED,
     r"(?:da|vua|moi|duoc)<TWO> <ISSUE>(?! ke hoach)<FEW>|<ISSUE><FEW> roi"),
    ("done already", Sign.FINISHED,
     r"(?:lam|thuc hien) (?:het )?roi|da (?:lam|thuc hien) (?:day du|het|dung han)"),
    ("an odd object", Sign.DOUBT, r"xong(?! <OBJECT>(?!\w))(?= \w)"),
    ("finished", Sign.FINISHED,
     r"(?:da |vua |moi )*(?:dat |duoc )*<DONE>(?: (?:het|ca|roi|truoc han|dung han"
     r"|som hon(?: ke hoach)?))*"),
    # Only now, with negated pronouns out of the way, do question words ask.
    ("negated pronoun", Sign.NOTHING,
     r"<NOT>(?: (?!biet|ro|hieu|thi)\w+){0,4} (?:gi|nao|ai|dau)(?: ca| het)?|(?:nao|gi|ai|dau"
     r"|sao) cung|bat ky|(?:nao|gi|dau) do"),
    ("asks", Sign.QUESTION,
     r"\bask\b|\?|(?<!bat )(?<!ban )(?<!lan )(?<!tu )\bo dau|\bai\b|\b(?:phong|ngay|hom|nguoi|mau"
     r"|gio|cai|viec|thang|don vi|form|luc|khi|cho|cach|muc|kieu|file|dong chi|truong hop) nao"
     r"|\bgi\b|bao (?:gio|nhieu|lau)|the nao|\bsao\b(?! chep| luu| ke| y)|may (?:gio|ban|ngay"
     r"|muc|trang)|(?:ngay|thu|thang|so|muc) may|(?:gui|nop|bao|lay)<TWO> dau\b"
     r"|(?<!bat )(?<!ban )(?<!lan )(?<!phan )\bdau(?: vay| the)?$|(?:vao|toi|coming|den|qua) dau"
     r"|\w+ nao(?: vay| the)?$"),
    ("asks yes or no", Sign.QUESTION,
     r"(?:co|duoc|can|phai|dung)\b.* (?:khong|chua)$|\w+ (?:khong|chua)(?: vay| the| nhi)?$"
     r"|^(?:co phai|co can|co duoc)|khong hay|hay (?!qua|lam|that|ho)\w+(?: \w+)?$|hay (?:la"
     r"|khong|chua|phai|mem|cung|giay|ban|@|\d+"
     r"|ngay|nop|gui|ky|cu|de|van|\w+ (?:mem|cung))|(?:xin|give|cho)(?: (?:em|toi|minh|i))? hoi"
     r"|dung khong|phai khong|(?P<same>\w+) \w+ hay (?P=same)"),
    ("courtesy", Sign.COURTESY,
     r"^(?:ok|vang|duoc|ro|yes|noted)\b|(?:da |em |toi |i )*(?:nhan(?: duoc)?|ro|biet|hieu"
     r"|tiep thu|nam|xem|doc|tiep nhan|ghi nhan)(?: (?:roi|y kien|thong tin|thong bao|tin|duoc"
     r"|chi dao|ro))*$|nhat tri|dong y|tuan lenh|cam on|\bchao\b|^hi$|hello|\balo\b"
     r"|(?<!to )(?<!cong )(?<!vien )\bchuc\b(?! nang| vu| danh)|good morning|vui ve|hihi|haha"
     r"|hehe|xin loi|chuc mung"),
    ("does not go with completion", Sign.AMISS,
     r"giup|nho|som|mong|ky|cho|hua|kip|nen|muon|se|de|nut|bam|chon|phim|yeu cau|gan|co ban"
     r"|hau nhu|(?<!trung )tam|phan lon|tuong doi|du (?:kien|tinh|dinh)|(?<!quyet )(?<!quy )dinh"
     r"|tinh|strive|khi|suyt"
     r"|co the|kha nang|dam bao|bao dam|cam ket|h[iy] vong|uoc|nhanh chong|tranh thu|chang"
     r"|xin(?! bao| phep| gui| thong)|(?:luon|(?<!\d )ngay|lien|di|ha|chu|nhi|day)$"
     r"|(?<!tu )<SOON>|<OTHERS>|\d+ (?!ngay|gio)\w+$"
     r"|(?:<PART> \w+|han|thoi gian|tien do|kho|kho ma|moi|ngay|hong|ty le|muc do|<PIECE>) \|"),
    ("makes completion doubtful", Sign.DOUBT,
     r"khong|chua|can|phai|sao|dau|quen|khac|kia|coi nhu|xem nhu|tick|neu|over|(?<!tu )(?:thang"
     r"|ky|period|quy|dot|lan|nam) (?:truoc|ngoai)"),
))  # fmt: skip
