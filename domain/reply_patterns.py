"""The patterns of speech in a reply: what is said, how it is recognised, and why it counts so."""

import re
from enum import Enum, auto
from typing import Final, NamedTuple


class Sign(Enum):
    """What one turn of phrase says about the task."""

    FINISHED = auto()
    NEARLY = auto()
    PARTLY = auto()
    STEP = auto()  # a step of the work is behind, the work is not
    WORKING = auto()
    UNFINISHED = auto()
    REMAINS = auto()
    WAITING = auto()  # inside the house: a signature, figures, an approval
    PROMISED = auto()
    UNSENT = auto()
    LATER = auto()
    UNBEGUN = auto()
    STUCK = auto()
    OUTSIDE = auto()  # somebody outside the house has to move first
    HELP = auto()
    EXTENSION = auto()
    SMOOTH = auto()
    QUESTION = auto()
    HEARSAY = auto()
    NOT_MINE = auto()
    AWAY = auto()
    COURTESY = auto()
    WILL_SEND = auto()
    AMISS = auto()  # fits no completion in the same clause
    DOUBT = auto()  # nothing by itself, but no completion is believed beside it
    NOTHING = auto()  # only keeps its words from other patterns


class Pattern(NamedTuple):
    """A turn of phrase; `unless`: words that, anywhere in the clause, make it mean another thing."""

    name: str
    sign: Sign
    find: re.Pattern[str]
    unless: re.Pattern[str] | None = None


_WORDS: Final = {
    "NOT": r"(?:chua|khong|dau co|dau phai)",
    "GAP": r"(?: (?!(?:nay|gio|da|roi|thi|vi|nen)\b)[\w@%]+){0,4}",
    "FEW": r"(?: [\w@%#]+){0,4}",
    "TWO": r"(?: [\w@%#]+){0,2}",
    "DO": r"(?:lam|trien khai|thuc hien|tien hanh|start|to chuc|xu ly|tong hop|ra soat)",
    "SEND": r"(?:gui|nop|chuyen|up|upload|cap nhat|bao cao|post tai|submit)",
    "ISSUE": r"(?:ban hanh|phat hanh|cong bo|cong khai|ky so|ky ban hanh|niem yet|nghiem thu"
    r"|quyet toan|post tai)",
    "SPAN": r"(?:ngay|tieng|gio|phut|tuan|hom|bua|buoi|thang)",
    "PART": r"(?:buoc|khau|giai doan|phan(?! anh| mem| cong| cap| tich)|dot|cong doan|chuong|vong)",
    "PIECE": r"(?:du thao|ban (?:nhap|thao|tho)|de cuong|so lieu|phu luc|to trinh|phieu|bieu mau|danh sach"
    r"|bien ban|cong van|khung|bang bieu|chuan bi|khao sat|lay y kien)",
    "DRAFT": r"(?:du thao|soan(?: thao)?|len (?:ke hoach|danh sach|khung)|lay(?: y kien)?|hop|thu thap|phac thao|phan cong|trinh"
    r"|nhap|viet nhap|xin(?: y kien)?)",
    "OWN": r"(?:ky|lanh dao|sep|giam doc|truong phong|pho phong|chi cuc|cac phong|phong|don vi"
    r"|dong chi|van phong|van thu|so lieu|phu luc|trung tam|cac doi|cac bo phan)",
    "MEANS": r"(?:kinh phi|von|tien|ngan sach|du toan|nguon|nguoi|nhan luc|nhan su|can bo|bien che"
    r"|may|thiet bi|co so vat chat|phan mem|huong dan|chu truong|quy dinh|can cu|co che|phap ly"
    r"|dieu kien|tai khoan|quyen|mat bang|tru so|dinh muc|nha thau|thong tu|nghi dinh|luc luong)",
    "SYSTEM": r"(?:he thong|phan mem|mang|may|web|website|trang|cong|server|tai khoan|link|token"
    r"|duong truyen|app|chu ky so)",
    "OTHERS": r"(?:ubnd|uy ban|thanh pho|trung uong|chinh phu|thu tuong|cap tren|lien nganh|hdnd"
    r"|thanh uy|doanh nghiep|nha thau|tu van|kho bac|ngan hang|cong an|nha cung cap|vnpt|viettel"
    r"|doi tac|cap co tham quyen|so nganh|cac so|cac xa|xa|phuong|(?<!chi )cuc|tong cuc"
    r"|(?<!can )(?<!toan )(?<!noi )(?<!dong )(?<!tien )bo(?! sung| tri| phan| ngo| qua| may)(?: (?!chua|cham|khong)\w+)?|(?:cua|wait) bo"
    r"|so (?:tai chinh|noi vu|tu phap|xay dung|khoa hoc|khcn|thong tin|nong nghiep|giao duc|y te"
    r"|van hoa|ke hoach|giao thong|tai nguyen|lao dong|ngoai vu|tc|nv|tnmt|khdt|dau tu|du lich))",
    "SOON": r"(?:(?<!thuong )(?<!khuyen )(?<!chi )mai|ngay (?:mai|mot|kia)|(?:tuan|thang|quy|nam|bua|dot|period|ky) (?:sau|toi|coming)"
    r"|cuoi (?:ngay|tuan|thang|quy|nam|gio|buoi)(?! truoc| qua| roi)|(?:dau|head) (?:tuan|thang|gio)"
    r"|(?:ti|chut|lat|chut xiu|lau) (?:nua|more)|lat|sap toi|sap coming|thoi gian toi"
    r"|(?:\d+|vai|may|mot|hai|ba|it|nua|chuc) (?:<SPAN>|#) (?:nua|more)|# (?:nua|more)|bua (?:sau|toi)|sang (?:thang|tuan|quy|nam)"
    r"|mot(?= (?:la |em |toi )?xong))",
    "TODAY": r"(?:chieu(?: nay)?|toi nay|evening(?: nay)?|trua(?: nay)?|hom nay|thu \w+|t [2-7]"
    r"|chu nhat|trong (?:ngay|hom nay|tuan|thang|buoi|sang|chieu|quy|nam)(?: nay)?"
    r"|(?:tuan|thang|quy) nay|truoc (?:@\d+|#|han|ngay|thu|cuoi)|den @\d+|khoang @\d+)",
    "OBJECT": r"(?:roi|het|ca|nhiem vu|viec|cong viec|cong tac|bao cao|noi dung|chi tieu|toan bo|tat ca"
    r"|cac|nay|do|tu|hom|ngay|truoc|dung|som hon|theo|va|day du|tot|lau|luc|sang|chieu|trua|tuan|thang|cach"
    r"|o|tren|khoi luong|muc tieu|trach nhiem|100%|nhe|ra soat|kiem tra|so hoa|tong hop|cap nhat|tuyen truyen"
    r"|tap huan|giai ngan|hoi nghi|thu tuc|yeu cau|phan viec|truc tiep|dut diem|that|duoc|xuat sac|hoac|kem|co"
    r"|voi|hoi|vua|tuot|tron|sach|tron ven|every|ban giao|khong|chua|dau|sao|gi|thi|moi|em|toi|anh|cam on|vuot|muc|@\d+|#|hihi|haha|ho so|luon|dau muc)",
    "DONE": r"(?:xong|100%)",
    "WHEN": r"(?:khi nao|bao gio|luc nao|chung nao|hoi nao)",
    "PAST": r"(?:da|roi|vua|het|tu)",
}  # fmt: skip

_PHRASES: Final[tuple[tuple[str, Sign, str] | tuple[str, Sign, str, str], ...]] = (
    # Nothing in the way, or no longer.
    ("no obstacle", Sign.SMOOTH, r"(?:<NOT>)(?: (?:co|con|gap|phat sinh|he|thay|bi|gi|cung))*"
     r"(?: (?:vuong(?: mac)?|kho khan|tro ngai|van de|kien nghi|de xuat|ton tai|han che|thay doi))+(?: (?:gi|nao|lon|ca|phat sinh|dang ke|het))*"),
    ("an obstacle overcome", Sign.SMOOTH,
     r"(?:het|da go|thao go|khac phuc|giai quyet|xu ly|go)(?: (?:duoc|xong|cac|het|moi|roi))*"
     r" (?:vuong(?: mac)?|kho khan)(?: roi)?", r"chua|khong|de nghi|xin|can|dang"),
    # Belief and report of others prove nothing.
    ("belief", Sign.HEARSAY, r"hinh nhu|co ve|nghe (?:noi|dau|bao)|tuong(?! doi| tac| trinh| ung)"
     r"|chac(?! chan)(?: \w+){0,4}(?= xong| roi| gui| nop)|(?:nghi|doan|cho rang)(?: la| rang| thi)?(?= da | xong)|roi chac$|khong (?:chac|nho)|co le|le ra"
     r"|dang le|worth le|dung ra|gia ma|ngo la"),
    ("said by another", Sign.HEARSAY, r"(?:anh|chi|sep|ban|ong|ba|co|chu|phong|ben|dong chi|em|ho)"
     r"(?: (?!em\b|toi\b|minh\b|i\b)\w+)? (?:bao|noi|ke|khoe)(?! cao)(?: la| rang| da)*(?= xong| gui| nop)"),
    ("said before", Sign.HEARSAY,
     r"(?:hom|tuan|lan|bua|thang|dot) (?:truoc|qua|kia)<TWO> (?:bao|noi)(?! cao)(?: la| da)* xong"),
    # Not the writer's task, or not at the desk.
    ("wrong person", Sign.NOT_MINE, r"(?:nham|sai) (?:so|nguoi|may|dia chi|phong)|nham(?: roi)?$"),
    ("not in charge", Sign.NOT_MINE, r"khong(?: phai)?<TWO> (?:phu trach|theo doi|dam nhan|tham muu)"
     r"|khong phai (?:viec|nhiem vu|phan|toi|em|phong|ben|cua|minh|i)\b|khong thuoc|khong lien quan"
     r"|khong lam (?:mang|linh vuc|viec|phan)(?: nay)?"),
    ("moved on", Sign.NOT_MINE, r"khong con (?:cong tac|phu trach|lam (?:o|viec|tai)|theo doi|o phong)"
     r"|(?:da|duoc|moi) (?:dieu dong|luan chuyen)|chuyen (?:sang )?(?:cong tac|don vi|phong|co quan)|(?:nghi|ve) huu"),
    ("another's task", Sign.NOT_MINE, r"(?:viec|nhiem vu|cai|phan)(?: nay| do)?(?: la)? (?:do|cua|thuoc|ben)"
     r" (?!em\b|toi\b|minh\b|phong (?:em|toi|minh|nao)|chung)(?:phong|ben|anh|chi|dong chi|van phong|chi cuc"
     r"|trung tam|ban)\b(?! (?:nao|ai))<TWO>"),
    ("handed over", Sign.NOT_MINE, r"ban giao<FEW> (?:give|cho) \w+|chuyen(?: viec nay)? (?:give|cho|sang)"
     r" (?:anh|chi|dong chi|phong|ban)<TWO> (?:lam|phu trach|xu ly|theo doi)|(?:lien he|hoi) (?:anh|chi|phong)"
     r"|(?:phong|ben|anh|chi|dong chi)(?! (?:em|toi|minh|i|nao)\b)<FEW> (?:phu trach|lam dau moi|dam nhan)"),
    ("delegated", Sign.DOUBT, r"(?:da )?(?:giao|phan cong) (?:give |cho )?(?:dong chi|anh|chi|em|chuyen vien"
     r"|phong|bo phan|ban)<FEW>"),
    ("away", Sign.AWAY, r"(?:dang|xin|con) (?:nghi|busy|om|lai xe|nam vien|thai san|bay|hoc|cong tac"
     r"|hop(?! tac| nhat| dong| thong| ban| lay| gop| voi| de)|di (?!kiem|khao|co so|lay|gui|xin|trinh)\w+"
     r"|an (?:com|trua|cuoi)|o (?:vien|ngoai|que|xa|nha|benh vien|ha noi))(?: (?:phep|om|cong tac|thai san))?"
     r"|nghi (?:phep|om|thai san|che do)|di (?:cong tac|hoc|vang)|(?:dang )?chay xe|dang trong<TWO> hop|(?:em|toi|i|qua) busy|busy (?:qua|hop)"),
    ("will come back to it", Sign.COURTESY, r"(?:de|cho|give) (?:em|toi|i) (?:kiem tra|xem|hoi|check)<TWO>"
     r"|(?:se|lat|ti|toi|evening)(?: em)?<TWO> (?:tra loi|bao (?:cao )?sau|bao lai)<TWO>"),
    # Questions that carry status words, and status words that look like questions.
    ("a rhetorical no", Sign.UNFINISHED, r"(?:lam )?sao (?:ma |co the )?(?:xong|kip)<TWO>|xong (?:sao|the nao)"
     r" duoc|xong (?:gi|cai gi) (?:dau|ma|noi)|(?:co|da|nao da|dau) xong(?: \w+)? dau|xong dau|dau (?:co|da) xong"
     r"|(?:lam gi|co gi ma|lay gi ma) (?:da |co )?xong|ai ma xong|xong chet lien"),
    ("not known when", Sign.DOUBT, r"<NOT> (?:biet|ro|hen)<TWO> <WHEN><FEW>"),
    ("once that is so", Sign.PROMISED, r"<WHEN>(?! thi| la| moi)<FEW> (?:thi|la|moi|se|em|toi|i)<TWO> (?:xong|bao|gui|nop)"
     r"|<WHEN> xong (?:em|toi|i|se|thi|phong)<FEW>"),
    ("wonders", Sign.QUESTION, r"<NOT> (?:biet|ro|hieu)<FEW> (?:dau|gi|ai|nao|sao|may|bao nhieu|khong|chua)"),
    ("finished or not", Sign.QUESTION, r"xong(?: roi| het)? chua(?: vay| the)?$"),
    # What stops the work.
    ("stopped", Sign.STUCK, r"(?:dang )?(?:stop|stuck|obstructed|be tac|dinh tre|giam chan|chong cheo|bat cap)(?: (?:o|vi|do|cho))?"
     r"|(?:bat|khong) kha thi"),
    ("obstacle", Sign.STUCK, r"(?:dang |bi |gap |con )*(?:vuong(?: mac)?|kho khan|tro ngai)(?! nhat)"
     r"(?: (?:o|cho|give|ve|do|vi))?"),
    ("cannot", Sign.STUCK, r"khong(?: the)? (?:<DO>|giai ngan|giai quyet|tiep tuc)(?: (?:tiep|duoc))+"
     r"|khong the (?:<DO>|giai ngan|tiep tuc)(?! xong)"),
    ("system down", Sign.STUCK, r"<SYSTEM>(?: \w+){0,3} (?:loi|wrong|fallen|treo|hong|broken|bao tri|qua tai|truc trac"
     r"|khong (?:vao|hoat dong|chay|truy cap|duoc|len|mo|ket noi|post|give|cho|on dinh)|bi \w+)"
     r"|(?:bi|bao|gap|dang) (?:loi|wrong)|(?:loi|wrong) (?:<SYSTEM>|post|ket noi)|(?:mat|lost|cup|cat)"
     r" (?:dien|mang|ket noi|internet|wifi)"),
    ("locked out", Sign.STUCK, r"khong(?: the)? (?:post nhap|truy cap|ket noi|login|vao (?:duoc|he thong|mang))"
     r"|khong(?: the)? (?:cap nhat|nhap|mo|tai|up|gui|ky so|lay)<TWO> duoc|khong (?:give|cho) (?:post|vao|nhap"
     r"|truy|cap)"),
    ("lack of means", Sign.STUCK, r"(?:thieu|khong co|chua co|khong du|chua du|het|<NOT> duoc \w+(?: \w+)?"
     r"|<NOT> bo tri(?: duoc)?|<NOT> xin duoc|<NOT> thong nhat(?: duoc)?)(?: (?!lam)\w+){0,2} <MEANS>"),
    ("no cooperation", Sign.STUCK, r"<NOT> (?:chiu )?(?:hop tac|phoi hop)"),
    ("waits for others", Sign.OUTSIDE, r"(?:dang |con |van |phai )*wait<FEW> <OTHERS>(?:<FEW> (?:moi|roi|de)<FEW>)?"),
    ("others silent", Sign.OUTSIDE, r"<OTHERS><FEW> (?:chua|cham|khong)<TWO>"),
    ("depends on others", Sign.OUTSIDE, r"phu thuoc<TWO> <OTHERS>"),
    ("waits inside", Sign.WAITING, r"(?:dang |con |van |phai )*wait<TWO> <OWN>"),
    ("waits for a decision", Sign.OUTSIDE, r"(?:dang |con |van |phai )*wait<TWO> (?:huong dan|chu truong|co che"
     r"|kinh phi|von|ngan sach|quyet dinh|thong tu|nghi dinh|nghi quyet|chi dao|dau thau|phan bo)"),
    ("asks for time", Sign.EXTENSION, r"(?:xin|de nghi|give|cho|mong)<TWO> (?:gia han|lui|khat|keo dai|them (?:thoi"
     r" gian|han|\d+ ngay|vai ngay|it ngay))<TWO>"),
    ("asks for help", Sign.HELP, r"(?:de nghi|xin|mong|nho|can|kien nghi|de xuat|kinh)<FEW> (?:ho tro|thao go|go"
     r"|dieu chinh|xem xet|chi dao|bo tri|huong dan|can thiep|giai quyet)"),
    # What is left, near or ahead: always before completion.
    ("nothing left", Sign.FINISHED, r"(?:khong|chang) con<TWO> (?:viec|ho so|gi|nhiem vu|noi dung)"
     r"(?: (?:gi|nao|ton|ton dong|qua han|phai lam|more|nua|nao ton|can lam))*|het viec(?: roi)?"),
    ("not to be called so", Sign.UNFINISHED, r"<NOT>(?: the)? (?:noi|coi|goi|xem|bao)<FEW> <DONE>"),
    ("a wish", Sign.COURTESY, r"(?<!to )(?<!cong )chuc(?: [\w@]+){0,6} xong<FEW>"),
    ("asked of others", Sign.DOUBT, r"(?:de nghi|yeu cau|nhac|don doc|nho|mong|uoc gi)(?: [\w@]+){0,6} <DONE><FEW>"),
    ("another's success", Sign.DOUBT, r"(?:don vi|phong|ben|dong chi|anh|chi) (?:ban|khac|kia|do)<FEW> <DONE>"
     r"|^(?:anh|chi|co|chu|ban|ong|ba) (?!da|vua|moi|lam|em|toi|xong|cung|ban|cuc)\w+ (?:da |lam |vua )*xong"),
    ("all is lost", Sign.DOUBT, r"xong (?:phim|doi|om)"),
    ("tonight, or I", Sign.DOUBT, r"^toi(?: em| se)?(?: lam)? xong(?! roi)"),
    ("two noes", Sign.DOUBT, r"(?:khong|dau)(?: phai| the| the noi)(?: la)?<TWO> (?:chua|khong)<TWO> (?:lam|xong"
     r"|thuc hien|trien khai|start)"),
    ("if and once", Sign.PROMISED, r"(?:neu|he|khi|sau khi|den khi|mien la|<WHEN>)(?: [\w@%]+){0,8} <DONE>"
     r"|xong (?:thi|moi|se|em (?:bao|gui|nop|se)|toi (?:bao|gui|se)|i (?:bao|gui|se)|bao (?:lai|sau)|gui sau)<TWO>"
     r"|xong roi (?:em |toi |i |minh )?(?:se|bao|moi|tinh)(?! cao)<TWO>|co<FEW> (?:thi|la) xong", r"o dau|the nao|\bai\b|\bgi\b|\bnao\b|dau$|khong$|sao$"),
    ("a little more", Sign.NEARLY, r"(?:more|nua|con|chi can|them)<GAP> la(?: cung)? (?:xong|duoc|on)"),
    ("nearly", Sign.NEARLY, r"(?:sap|gan|co ban(?: la)?|hau nhu|hau het|gan nhu|(?<!trung )(?<!trong )(?<!quan )tam|so bo|tuong doi|phan lon"
     r"|dai khai|da phan|xap xi)(?: da)?<GAP> (?:<DONE>|het|day du|on|dat)|sap (?:roi|gui|nop)|xong<TWO> (?:phan"
     r" lon|co ban|gan het|hau het|so bo|den noi|toi noi|coming noi)"),
    ("not finished", Sign.UNFINISHED, r"chua(?: lam)? duoc (?:bao nhieu|may|nhieu)|<NOT><GAP> <DONE>(?:<TWO> dau)?|(?:kho|chua chac)<GAP> xong|khong kip"
     r"|chua<TWO> (?:het|du|day du|on|triet de|dut diem)(?! tron)|xong (?:chua|khong) (?:het|han|duoc)",
     r"chua (?:\w+ ){0,2}gi het"),
    ("a plan to finish", Sign.PROMISED, r"(?:se|du kien|strive|hua|hen|dam bao|bao dam|chac chan|cam ket|hy vong|kip"
     r"|co the|som|kha nang|<SOON>)(?: [\w@#]+){0,6} <DONE>|xong(?: (?!tu|hom|qua)[\w@%#]+){0,4} <SOON>|moi<TWO> xong duoc"),
    ("ready some time today", Sign.PROMISED, r"<TODAY>(?: [\w@]+){0,5} <DONE>|xong<TWO> <TODAY>",
     r"\b<PAST>\b"),
    ("begins later", Sign.LATER, r"(?:<SOON>|@\d+|thu \w+|con lau)<FEW> moi<TWO> (?:<DO>|co|den luot)"
     r"|(?:<SOON>|de @\d+)(?: (?:em|toi|i|phong|minh|se|moi))* <DO>(?! tiep| not| xong)"),
    ("nothing begun", Sign.UNBEGUN, r"chua(?: (?:he|ai|co|kip|the|duoc|ra|bao gio|dam|gi))* (?:<DO>|dong|dung|rot"
     r"|gi|phan cong|giao|len ke hoach|co ke hoach|soan|viet|kiem tra|tap huan|khao sat|xay dung|so hoa|mo|lap|cham"
     r"|thanh lap)(?: (?:gi|dau|duoc|den|toi|coming|vao|tay|ca|ai|het|give|cho|(?:ti|chut|it) nao|viec nay|nguoi nao|thuc hien|trien khai|lam))*"
     r"|khong (?:co )?lam gi(?: het| ca)?|quen(?: mat)?(?: chua| khong)? lam|\b0%|con y nguyen|con nguyen|chua (?:ro|so|mo) (?:toi|den|coming|vao)"
     r"|chua (?:toi|den|coming) (?:luot|period|ky|han|thoi han)"),
    ("started", Sign.WORKING, r"(?:moi|da|vua|gio moi|cung) (?:start|trien khai)(?!<FEW> <DONE>)<TWO>|start(?: \w+)? roi"
     r"|moi lam(?!<FEW> xong)(?: duoc)?"),
    # A part or a step is not the whole.
    ("unsent", Sign.UNSENT, r"chua<TWO> <SEND>|quen(?: mat)?(?: chua)? <SEND>"),
    ("unsigned", Sign.WAITING, r"chua(?: duoc)?(?: ai)? (?:ky|duyet|phe duyet|dong dau|dong y|thong qua|<ISSUE>)"),
    ("saves a share", Sign.DOUBT, r"(?:giam|tang|cat|tiet kiem)<TWO> \d+%"),
    ("a share", Sign.PARTLY, r"(?:da |duoc )*(?:xong )?(?:da |duoc |khoang |hon |tren |gan )*(?<!\d)[1-9]\d?%"),
    ("a part", Sign.PARTLY, r"(?:xong )?(?:duoc |roi )?(?:mot (?:phan|so|it|chut)|vai|phan nao|tung phan)(?: \w+)?|xong may"
     r"|lam duoc (?:kha|nhieu|it|\d)"),
    ("a finished step", Sign.STEP, r"(?:da )?co (?:du thao|ban (?:nhap|thao)|de cuong|khung)|xong(?: (?:roi|duoc|cac|ban|buoc))* (?:<PART>(?! viec| cua)|<PIECE>)<TWO>"
     r"|(?:<PIECE>|<PART> \w+)(?: (?:da|roi|bao cao|ke hoach))* xong|<DRAFT>(?: (?!roi\b|but\b)\w+){0,3} xong"
     r"|(?:muc|noi dung) (?:\d+|mot|hai|dau|thu)(?: da)? xong|xong (?:muc|noi dung) (?:\d+|mot|hai|dau|thu)"),
    ("sent for advice", Sign.STEP, r"(?:gui|nop|chuyen)<FEW> (?:du thao|y kien|gop y|tham dinh|cong van|de nghi|to trinh|phieu"
     r"|giay moi|ky|duyet|yeu cau|don doc|ke hoach)|(?:lay|xin) (?:y kien|chu ky)|gop y|tham dinh"),
    ("on the way up", Sign.WAITING, r"(?:da |dang )*(?<!quy )(?<!to )(?<!cong )(?<!chuong )(?<!qua )(?<!lo )(?<!tien )"
     r"(?<!phap )trinh\b(?: do)?<FEW>|(?:dang |con |van |phai )*wait<TWO>"),
    ("something remains", Sign.REMAINS, r"(?:chi )?con(?: lai)?(?: dung| co| khoang| duy nhat)* (?:thieu|phai|mot|it|chut|vai|phan|khau|moi|viec|buoc|each"
     r"|muc|chua|dong|ky|in|cac|ho so|\d+)<TWO>|chi (?:con|thieu|can|moi)<TWO>|thieu|(?<!luu )tru (?!so|diem)\w+"
     r"|ngoai tru|(?:can|phai|dang|con|se|bi|yeu cau|doi)<TWO> (?:tra|ra lai|chinh|sua|bo sung|hoan thien|tra lai|lam lai"
     r"|cap nhat)|tra lai|lam lai|hoan thien"),
    ("under way", Sign.WORKING, r"(?:da va )?(?:van )?dang(?! ky)<TWO>|(?:van|tiep tuc|con) <DO>|lam (?:do|tiep|not|dan)"
     r"|do dang|trong qua trinh|theo tien do|bat tay"),
    ("on course", Sign.WORKING, r"dung (?:tien do|ke hoach|lo trinh)", r"<DONE>"),
    ("will send", Sign.WILL_SEND, r"(?:se|<SOON>|<TODAY>)(?: [\w@]+){0,3} <SEND>|<SEND><FEW> <SOON>", r"\b<PAST>\b"),
    # Completion, when nothing above has claimed its words.
    ("sent", Sign.FINISHED, r"(?:da|vua|vua moi|moi)(?: (?:duoc|ky|hoan))* (?:gui|nop|submit)(?: len| ve| qua| kem| cho"
     r"| give| day du| du| het)*(?= bao cao| ket qua| van phong| he thong| so #| mail| email| zalo| file| roi| minh chung"
     r"| @| #| luc| sang| chieu| hom| tu| truoc| dung| som| ban| bang| tren| trong|$)<FEW>(?: roi)?|(?:da|vua)(?: \w+ \w+ va)? (?:gui|nop) (?:bao cao (?:day du|roi)|(?:len|ve|qua|kem|day du|du)"
     r"(?! lanh dao| sep| so| ubnd| cac| phong| don vi))"),
    ("sent already", Sign.FINISHED, r"(?:gui|nop|submit|up|cap nhat|upload)(?: (?!du thao|so lieu)[\w@#]+){0,7} roi"
     r"|(?:up|cap nhat|nhap) (?:\w+ )?len he thong|da bao cao(?: (?:roi|van phong|day du|tren he thong))+"),
    ("issued", Sign.FINISHED, r"(?:da|vua|moi|duoc)<TWO> <ISSUE>(?! ke hoach)<FEW>|<ISSUE><FEW> roi"),
    ("done already", Sign.FINISHED, r"(?:lam|thuc hien) (?:het )?roi|da (?:lam|thuc hien) (?:day du|het|dung han)"),
    ("an odd object", Sign.DOUBT, r"xong(?! <OBJECT>(?!\w))(?= \w)"),
    ("finished", Sign.FINISHED, r"(?:da |vua |moi )*(?:dat |duoc )*<DONE>(?: (?:het|ca|roi|truoc han|dung han|som hon(?: ke hoach)?))*"),
    # Only now, with negated pronouns out of the way, do question words ask.
    ("negated pronoun", Sign.NOTHING, r"<NOT>(?: (?!biet|ro|hieu|thi)\w+){0,4} (?:gi|nao|ai|dau)(?: ca| het)?"
     r"|(?:nao|gi|ai|dau|sao) cung|bat ky|(?:nao|gi|dau) do"),
    ("asks", Sign.QUESTION, r"\bask\b|\?|(?<!bat )(?<!ban )(?<!lan )(?<!tu )\bo dau|\bai\b|\b(?:phong|ngay|nguoi|mau|gio"
     r"|cai|viec|thang|don vi|form|luc|khi|cho|cach|muc|kieu|file|dong chi|truong hop) nao|\bgi\b|bao (?:gio|nhieu|lau)"
     r"|the nao|\bsao\b(?! chep| luu| ke| y)|may (?:gio|ban|ngay|muc|trang)|(?:ngay|thu|thang|so|muc) may|(?:gui|nop|bao|lay)<TWO> dau\b"
     r"|(?<!bat )(?<!ban )(?<!lan )(?<!phan )\bdau(?: vay| the)?$|(?:vao|toi|coming|den|qua) dau|\w+ nao(?: vay| the)?$"),
    ("asks yes or no", Sign.QUESTION, r"(?:co|duoc|can|phai|dung)\b.* (?:khong|chua)$|\w+ (?:khong|chua)(?: vay| the| nhi)?$"
     r"|^(?:co phai|co can|co duoc)|khong hay|hay (?:la|khong|chua|phai|mem|cung|giay|ban|@|\d+|ngay|nop|gui|ky|cu|de|van|\w+ (?:mem|cung))"
     r"|(?:xin|give|cho)(?: (?:em|toi|minh|i))? hoi|dung khong|phai khong|(?P<same>\w+) \w+ hay (?P=same)"),
    ("courtesy", Sign.COURTESY, r"^(?:ok|vang|duoc|ro|yes|noted)\b|(?:da |em |toi |i )*(?:nhan(?: duoc)?|ro|biet|hieu|tiep thu"
     r"|nam|xem|doc|tiep nhan|ghi nhan)(?: (?:roi|y kien|thong tin|thong bao|tin|duoc|chi dao|ro))*$|nhat tri|dong y|tuan lenh"
     r"|cam on|\bchao\b|^hi$|hello|\balo\b|(?<!to )(?<!cong )(?<!vien )\bchuc\b(?! nang| vu| danh)|good morning|vui ve|hihi|haha|hehe|xin loi|chuc mung"),
    ("does not go with completion", Sign.AMISS, r"giup|nho|som|mong|ky|cho|hua|kip|nen|muon|se|de(?! nghi)|nut|bam"
     r"|chon|phim|yeu cau|(?:luon|(?<!\d )ngay|lien|di|ha|chu|nhi)$|<OTHERS>|\d+ (?!ngay|gio)\w+$"),
    ("makes completion doubtful", Sign.DOUBT, r"khong|chua|can|phai|sao|dau|quen|khac|kia|coi nhu|xem nhu|tick|neu"
     r"|over|(?<!tu )(?:thang|ky|period|quy|dot|lan|nam) (?:truoc|ngoai)"),
)  # fmt: skip


def _expand(pattern: str) -> str:
    """Put the word groups in the place of their `<NAMES>`."""
    for _ in range(2):
        pattern = re.sub(r"<([A-Z]+)>", lambda match: _WORDS[match[1]], pattern)
    return pattern


def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])(?:{_expand(pattern)})(?![\w%])")


PATTERNS: Final = tuple(
    Pattern(row[0], row[1], _bounded(row[2]), _bounded(row[3]) if len(row) > 3 else None)
    for row in _PHRASES
)
