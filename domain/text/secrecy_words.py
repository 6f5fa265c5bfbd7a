"""The words that the reading of secrecy knows, in plain spelling: documents, markings, neighbours.

Levels and markings after Law 117/2025/QH15. A phrase of two words is written with a space.
"""

from typing import Final


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(each.strip() for each in listed.split(","))


DOCUMENTS: Final = _phrases(
    "tai lieu, van ban, bao cao, ho so, ke hoach, quyet dinh, cong van, cong dien, dien mat, "
    "thong bao, to trinh, chi thi, nghi quyet, phuong an, de an, ket luan, bien ban, huong dan, "
    "ban do, danh sach, phu luc, noi dung, thong tin, so lieu, du lieu, tep, file, ban ve, hop "
    "dong, giay moi, phieu, giay to, du thao, chuyen de, bang ke, ban tin, de cuong, lenh, hinh "
    "anh, ban sao, ban chup, phieu trinh, vb, bc, cv, qd, danh muc, chuong trinh, du an, tam anh, "
    "ban photo, ban scan, ban in, fax, usb, ban goc, de thi, dap an, bo ho so"
)
THINGS: Final = _phrases(
    "ho so, giay to, hop dong, so lieu, thong tin, noi dung, du lieu, file, tep, danh sach, "
    "phieu, hinh anh, ban do, usb, tam anh, ban goc, ban sao, bao cao, bc, bo ho so, ban in"
)
"""Documents that people lose every day: "ho so mat ..." is more often a loss than a marking."""

CERTAIN_MARKS: Final = _phrases(
    "dong dau, co dau, mang dau, mang do, dau do, do dau, muc do, cap do, co do, thuoc do, do do, "
    "che do, thuoc loai, loai do, thuoc dien, xac dinh do, dau chi do, gan do, dong do, ghi dau, "
    "voi do, vao so, so dang ky, theo do, dau dong"
)
MARKS: Final = _phrases("dau, do, muc, loai, dang, dien, hang, thuoc, so, cap")
BETWEEN: Final = _phrases(
    "so, nay, do, kia, la, thuoc, loai, dang, muc, che, thang, nam, quy, ngay, dau, dong, co, "
    "duoc, dien, cap, hang, ky, vua, cong, van, rat, nhung, va, hoac, mang, sau, tren, noi, bo"
)
"""What may stand between a document and its marking, besides figures and brackets."""

TOPICS: Final = _phrases("quan su, quoc phong, quoc gia, an ninh, cong an, nha nuoc, bo quoc")
STATE: Final = _phrases("nha nuoc, quoc gia, quan su, quoc phong")
PROTECTION: Final = _phrases("bao ve, lo lot, phong chong, giu gin, luat, phap lenh, quy che, lo")
PROPERTY: Final = _phrases("tai san, tien, dat, xe, may, von, cua cai, kinh phi")
PRIVATE: Final = _phrases(
    "kinh doanh, ca nhan, doi tu, thuong mai, cong nghe, nghe nghiep, khach hang, rieng tu, thi "
    "truong, doanh nghiep, san xuat, gia dinh"
)

HONEY_AFTER: Final = _phrases(
    "khẩu, độ, ong, mía, rỉ, thiết, mã, báo, vụ, thư, danh, gấu, hoa, dừa, thám, phục, lợn, nhân, "
    "đường, tịch, cá, vịt, tông, giáo, ngọt, sơn, tiết, heo, bò, trám, nghị, tấu, lệnh, ngữ"
)
HONEY_BEFORE: Final = _phrases(
    "bảo, rỉ, ong, túi, sỏi, ống, thân, cẩn, trăng, đường, khoai, chuối, gan, dịch, men, nước, "
    "viêm, kín, ngọt, lấy, lít, chai, hũ, vị, kẹo, chè, tiết, mía, quay, vắt, cắt, nuôi, nồng"
)
HONEY_NEAR: Final = _phrases(
    "sản lượng, ong, mía, lít, rừng, chai, thu hoạch, nuôi, tấn, kg, chế biến, khai thác, xuất khẩu"
)
"""In marks: with them "mật" is honey, gall, a password or a density, and no level of secrecy."""

PEOPLE: Final = _phrases("anh, chị, ông, bà, cô, chú, bác, em, đồng chí, đ c, cháu, thầy, xã, thôn")

LOSS_AFTER: Final = _phrases(
    "dien, nuoc, mang, song, ket, file, du, lieu, thoi, gio, ngay, phut, tuan, cong, tien, trom, "
    "xe, dien thoai, may, con, chu, dau, lien, tin, trang, to, ban, bia, phan, mot, hai, ba, bon, "
    "nhieu, it, khoang, gan, hon, ca, vai, them, tam, rat, qua, thang, buoi, roi, het, luon, mua, "
    "gia, can, an, ve, sinh, trat, quyen, chuc, suc, ngu, tich, kha, hieu, doan, on, mat, von, "
    "phi, di, muc, khach, nguon, doi, uy, niem, long, tai, hoi, viec, lam, so, lua, nua, chung, "
    "hoa, giay, bang, the, chia, anh, hinh, usb, toan, dong, tu, dinh, hut, thong, hang, tran, "
    "duong, dat, truoc, sau, trong, ngoai, bao, phang, khac, trai, phai, cat, khau, ong, mia, ri, "
    "thiet, ma, kinh, me, troi, tay, hay, ro, phu, vach, pha, son, goc, dem, dang, vi, nham, luc, "
    "trinh, chuyen, cot, hoan, cau, biet, bot, nhap, nghiem, lai, chinh, hom, o, khi, sach, tieu, "
    "tang, tac, tinh, y, ten, loi, thuc, sim, cuoi, bien, chung tu, nhan, net, kieu, tep, sap, "
    "sot, mau, ung, chat, suot, ngon, luong, dia, cho, khong, lan, nguyen, nghia, phep, quyet, "
    "cach, xac, oan, tong, dut, cap, vo, ti, ty, chi, duoi, thu, ho, khung, tau, kem, moc"
)
"""After "mat" without marks, words that make it a loss, a face, a surface, an eye or honey."""

FACES: Final = _phrases(
    "vang, co mat, ra, tien, thay, truoc, dung, gap, khuon, be, tren, hai, hinh, doi, ngoai, ve, "
    "bao, ri, kham, benh, trong, bat, mo, rua, gio, lam, bong, than, hop, danh, bi, de, ong, nen, "
    "gian, nha, buon, nghi, mot, nhieu, cac, du, duoc, quen, khong, chua, se, da, gay, tranh, do, "
    "tui, soi, vat, nuoc, dong, chong, den, thieu, suyt, cung, khoi, nong, xoa, chi, em, anh"
)
"""Before "mat" without marks, words that settle the same."""

LOSSES: Final = _phrases(
    "bi mat, lam mat, tim, that lac, gui lai, cap lai, lam lai, in lai, xin lai, thong cam, trom, "
    "danh mat, xin loi, bi that, chua thay, khong thay, mat roi, mat het, mat luon, bo sung lai, "
    "phuc hoi, khoi phuc, ky lai, da mat, tim lai, chup lai, xin ban"
)
"""Somewhere in the sentence: something was lost."""

SPANS: Final = _phrases(
    "ngay, hom, gio, phut, tuan, thang, nam, buoi, tieng, trang, to, trieu, ty, dong, ban, lan, "
    "h, k, cai, nguoi, quyen, bo, tr, d, phan, dong chi, ho, don, cong, khach, giay, dua, kg, "
    "tan, chu"
)
ISSUERS: Final = _phrases("bo, cong, ubnd, tinh, thanh, chinh, trung, quan, bch, ban, so")
GUARDED: Final = _phrases("bo, cong, quan, trung, bch")
"""After "mat do", "mat cua": who issued the document; else it is a cause or a density."""
SINCE: Final = _phrases("thang, hom, dau, luc, nam, ngay, khi, tuan, sang, chieu, toi, lau, truoc")
PASSING_ON: Final = _phrases(
    "gui, chuyen, kem, la, nhan, scan, soan, photo, chup, nop, trinh, anh, chi, em, cho, cac, "
    "mot, duoc, theo, may, cung, nhieu, hai, ba, bo, phat, bac, chu, dong, co"
)
"""Right before a document that somebody has in hand and passes on: nobody sends what is lost."""

DENIALS: Final = frozenset(
    f"{no} {verb}"
    for no in (
        "không", "khong", "ko", "k", "khg", "kg", "hông", "hổng", "chưa", "chua", "chẳng", "chang",
        "cấm",
    )
    for verb in (
        "phai", "co", "chua", "thuoc", "phat", "lien", "gui", "luu", "dong", "soan", "nhan",
        "duoc", "con", "bao", "dua", "dang", "de", "tiep", "ban", "mang", "chuyen", "su",
    )
)  # fmt: skip
EXCEPTIONS: Final = _phrases("trừ, tru")
STORES: Final = _phrases("luu, du, tang, tich")
"""Before "tru": what is stored, and no exception."""
NUMBERED: Final = _phrases("da, gui, ngay, cua, ve, duoc, nam, kem, so, do, den, di, theo, trong")
"""After a number that belongs to a document: "cong van mat 45 da xu ly"."""
OWNERS: Final = _phrases("cua, do, nha, vi, ma, nen, thi, cho, voi, bi, lam, hom, nay, roi")
"""Before "toi mat" without marks: it is "I have lost"."""
HANDLING: Final = _phrases(
    "tap huan, boi duong, lop, hoc, quan ly, quy che, quy trinh, dung, lap so, so, theo doi, tieu "
    "huy, luu giu, luu tru, bao quan, may tinh, nghiep vu, can bo phu trach, may tinh soan thao"
)
"""Work that keeps secrets, right before what is kept: it tells none."""
FILLERS: Final = _phrases("ve, cac, nhung, moi, danh, muc")
HANDING_ON: Final = _phrases("gui, kem, chup, scan, photo, chuyen, nhu sau")
DRAWING_UP: Final = _phrases(
    "ra soat, ban hanh, tham muu, xay dung, phu trach, phan cong, thong ke, soan thao, kiem ke"
)
"""Right before a secret document, or all of them: only who wrote it knows which."""
QUESTIONS: Final = _phrases(
    "co can, hay khong, gui dau, duoc khong, co duoc, the nao, lam sao, cach nao, o dau, duoc ko, "
    "duoc k, co phai, phai khong"
)
