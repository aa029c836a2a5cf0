"""The headings that offices use for every concept, normalised (no marks, no punctuation)."""

# The concept of a column that is known and not read.
UNREAD = "unread"

WORDS = """
index: stt, tt, so tt, s tt, so thu tu, thu tu, no, stt chung, tt chung, so tt chung, stt ho, tt ho, stt
    thanh vien
name: ho va ten, ho ten, ten, ho va ten khai sinh, ho ten khai sinh, ho va ten day du, ho dem va ten,
    ho chu dem va ten, ho chu dem ten, ho ten day du
head: ho va ten chu ho, ho ten chu ho, ten chu ho, chu ho, ho gia dinh, ho gia dinh ong ba, ho ong ba,
    ho va ten chu ho gia dinh, ten ho, ten ho gia dinh, ho duoc phan cong, ho duoc phu trach, ho phu
    trach, ho duoc giup do, ho gia dinh duoc phu trach, ho gia dinh duoc giup do, ho gia dinh duoc phan
    cong, ho gia dinh phu trach, ho dan duoc giup do, ho nhan giup do, ho va ten chu ho duoc giup do,
    ho ten chu ho duoc giup do, ho ten chu ho duoc phu trach, ho va ten chu ho duoc phu trach, ho va
    ten chu ho ngheo, ho nhan phu trach, cac ho duoc phan cong phu trach, danh sach ho duoc phan cong,
    cac ho gia dinh duoc phu trach, ten chu ho duoc giup do, dai dien ho, nguoi dai dien ho, ho duoc
    phan cong phu trach, chu ho gia dinh, cac ho phu trach, cac ho duoc phu trach, danh sach ho phu
    trach, danh sach cac ho phu trach, ho dan, ho gia dinh duoc phan cong phu trach
member: dang vien phu trach, can bo phu trach, nguoi phu trach, dang vien, ho va ten dang vien, ho ten
    dang vien, can bo dang vien, ten dang vien, nguoi duoc phan cong, dang vien duoc phan cong, can bo
    dang vien phu trach, dang vien giup do, nguoi giup do, ho va ten can bo, ho ten can bo, ho va ten can
    bo dang vien, ho ten can bo dang vien, ho va ten dang vien phu trach, ho ten dang vien phu trach, ho
    va ten nguoi phu trach, ho ten nguoi phu trach, can bo cong chuc, dong chi phu trach, ho va ten can bo
    phu trach, ho ten can bo phu trach, dang vien duoc phan cong phu trach, dang vien phu trach ho, dong
    chi, ho va ten dang vien duoc phan cong, nguoi duoc phan cong phu trach, can bo duoc phan cong, can bo
    giup do, dang vien nhan giup do, dang vien duoc phan cong giup do, ho ten nguoi duoc phan cong, can bo
surname: ho dem, ho va ten dem, ho va dem, ho lot, ho va chu dem, ho va chu lot
person: ho va ten thanh vien, ho ten thanh vien, thanh vien, thanh vien trong ho, thanh vien ho, nhan khau
    trong ho, ho va ten thanh vien trong ho, ho ten thanh vien trong ho, ho va ten cac thanh vien trong
    ho, ho va ten nhan khau, thanh vien ho gia dinh, ten thanh vien, cac thanh vien trong ho, ho ten nhan
    khau
birth: nam sinh, ngay sinh, ngay thang nam sinh, sinh nam, ngay thang nam sinh dd mm yyyy, ngay thang
    sinh, sn, ns, n s, nam sinh chu ho, nam sinh cua chu ho, ngay thang nam sinh chu ho, ngay sinh chu ho,
    sinh ngay, nam sinh dang vien, ngay sinh dang vien, nam sinh dv
male: nam
female: nu
sex: gioi tinh, nam nu, gioi tinh nam nu, gioi, phai, nam hoac nu, gt
ethnicity: dan toc, thanh phan dan toc, dt, dtoc, d toc
citizen_id: so cccd, cccd, so cmnd, cmnd, cmnd cccd, cccd cmnd, so cmnd cccd, so cccd cmnd, so can cuoc
    cong dan, can cuoc cong dan, can cuoc, so dinh danh ca nhan, so dinh danh, ma dinh danh, ma dinh danh
    ca nhan, chung minh nhan dan, so chung minh nhan dan, so can cuoc, so chung minh nhan dan can cuoc
    cong dan, so cmt, cmtnd, so giay to tuy than, so cmnd cccd dinh danh, so ddcn, cccd so dinh danh ca
    nhan
village: thon, ban, xom, to dan pho, tdp, thon ban, khu, khu pho, to, ten thon, thon xom, thon to dan pho,
    thon tdp, thon ban tdp, thon ban to dan pho, thon ban xom, thon khu, to dan pho thon, ap, lang, thon
    lang, thon cu tru, thon ban khu pho, thuoc thon, xom ban, khu dan cu, thon to
commune: xa, xa thi tran, thi tran, phuong, xa phuong, xa phuong thi tran, ten xa, thuoc xa, dia ban xa,
    xa tt, phuong xa
address: dia chi, noi o, cho o, noi cu tru, noi o hien nay, dia chi thuong tru, noi thuong tru, dia chi cu
    tru, cho o hien nay, dia chi ho, dia chi ho gia dinh, dia chi noi o, dia ban, dia chi chu ho, noi o
    cua ho, ho khau thuong tru, thuong tru, noi sinh song, dia chi thon xa
size: so khau, so nhan khau, nhan khau, khau, so nguoi, so nguoi trong ho, so khau trong ho, so nhan khau
    trong ho, so thanh vien, tong so khau, tong so nhan khau, so luong khau, so nhan khau cua ho, so thanh
    vien trong ho, nhan khau nguoi, so khau nguoi, sk, tong khau, ts khau, so nk, tong so nguoi, tong so
    nguoi trong ho, tong so thanh vien, nk
poverty: dien ho, phan loai ho, doi tuong, loai ho, thuoc dien, dien, hoan canh ho, muc song, tinh trang
    ho, dien ho ngheo can ngheo, ho ngheo can ngheo, ngheo can ngheo, ho ngheo ho can ngheo, phan loai,
    doi tuong ho, thuoc ho, thuoc dien ho, dien ngheo, hien trang ho, tinh trang ngheo, kinh te ho, muc
    song ho, ket qua ra soat, ket qua phan loai, ho ngheo can ngheo khac, xep loai ho, phan loai ho gia
    dinh, thuoc doi tuong, dien doi tuong, hoan canh, ho thuoc dien, dien chinh sach, dien ho gia dinh
poor: ngheo, ho ngheo, hn, thuoc ho ngheo, la ho ngheo, ho ngheo dbkk, ho ngheo dac biet kho khan, ngheo
    dbkk, dien ngheo ho ngheo
near_poor: can ngheo, ho can ngheo, hcn, cn, thuoc ho can ngheo, la ho can ngheo, can ngheo ho can ngheo
escaped: thoat ngheo, ho thoat ngheo, ho moi thoat ngheo, moi thoat ngheo, da thoat ngheo, htn
other_class: khong ngheo, ho khong ngheo, trung binh, ho trung binh, kha, ho kha, kha giau, ho kha giau,
    giau, ho giau, khac, ho khac, trung binh tro len, ho co muc song trung binh, muc song trung binh, ho
    binh thuong, binh thuong, kha tro len, trung binh kha, tb, ho muc song trung binh
code: ma ho, ma so ho, ma ho gia dinh, so ho so, ma so ho gia dinh, ma so, ma ho ngheo, ma chu ho, so ho
    khau, ma ho dan, ma phieu, ma ho gd, so hieu ho, so hieu, ky hieu ho, ma ho kd, ho so, ma dinh danh
    ho, so so ho khau, ma, id ho, id, mhn, mhgd, ma hn
phone: dien thoai, so dien thoai, sdt, so dt, dt lien he, so dien thoai lien he, dien thoai lien he, so
    dien thoai di dong, dien thoai di dong, di dong, so dtdd, dtdd, lien he, so di dong, tel, phone, so
    may
position: chuc vu, chuc danh, chuc vu hien nay, nhiem vu, chuc vu cong tac, chuc vu chuc danh, chuc danh
    chuc vu, cap bac chuc vu, cap bac, chuc vu dang chinh quyen, chuc vu dang, chuc vu hien tai, nghe
    nghiep, chuc vu dang doan the, chuc vu trong dang, cong viec, chuc vu nghe nghiep, nghe nghiep chuc
    vu, nhiem vu duoc giao
cell: chi bo, ten chi bo, sinh hoat tai chi bo, chi bo truc thuoc, chi bo cong tac, chi bo sinh hoat,
    noi sinh hoat, noi sinh hoat dang, chi bo dang sinh hoat, thuoc chi bo, dang sinh hoat tai chi bo,
    to chuc dang, don vi chi bo, chi bo don vi, chi bo dang bo, dang bo chi bo, chi dang bo, chi bo
    thon, ten chi bo sinh hoat, chi bo noi sinh hoat, dang bo
workplace: don vi, don vi cong tac, co quan, co quan don vi, noi cong tac, co quan cong tac, don vi co
    quan, to chuc, to chuc don vi, phong ban, noi lam viec, co quan don vi cong tac, phong ban don vi, ten
    don vi, ten co quan, don vi to chuc, don vi dang cong tac, co quan dang cong tac
tier: cap, cap quan ly, cap phan cong, cap phu trach, can bo cap, thuoc cap, cap phan cong phu trach, cap
    huyen xa, cap phan cong huyen xa
district_tier: cap huyen, huyen phan cong, cap huyen phan cong
commune_tier: cap xa, xa phan cong, cap xa phan cong
starts_on: bat dau tu ngay, bat dau phu trach, thoi gian duoc phan cong, ngay thang phan cong,
    ngay phan cong, ngay bat dau, tu ngay, tu, bat dau, bat dau tu, ngay bat dau phu trach, ngay
    nhan, ngay giao, ngay phu trach, thoi diem bat dau, tu thang nam, phan cong tu ngay, phu trach tu
    ngay, phan cong tu, phu trach tu, tu thang, ngay nhan phu trach, ngay phan cong phu trach, thoi diem
    phan cong, tu ngay thang nam, tu thoi gian, ngay hieu luc
ends_on: den ngay, den, ket thuc, ngay ket thuc, ngay thoi phu trach, den thang nam, ngay thoi, den thang,
    phu trach den ngay, thoi diem ket thuc, phu trach den, den ngay thang nam, het han
period: thoi gian phu trach, thoi gian, thoi gian phan cong, thoi gian phu trach ho, thoi gian thuc hien,
    thoi gian giup do, giai doan, thoi han, thoi gian phan cong phu trach, tu ngay den ngay, thoi gian tu
    den, thoi han phu trach, thoi gian tu ngay den ngay, tu den
help: noi dung giup do, noi dung, hinh thuc giup do, noi dung ho tro, bien phap giup do, noi dung phu
    trach, noi dung phan cong, giup do, noi dung giup, nhu cau giup do, noi dung cong viec, viec giup, noi
    dung can giup do, ho tro, noi dung ho tro giup do, hinh thuc ho tro, noi dung hinh thuc giup do, giai
    phap giup do, noi dung giup do ho, viec giup do, nhung viec giup do, cong viec giup do, noi dung dang
    ky
result: ket qua, ket qua giup do, ket qua thuc hien, ket qua dat duoc, ket qua phu trach, danh gia ket
    qua, danh gia, ket qua giup do ho, tien do, ket qua den nay, ket qua theo doi
note: ghi chu, gchu, g chu, chu thich, ghi chu khac, luu y, y kien, gc, thong tin khac
relation: quan he voi chu ho, quan he, moi quan he voi chu ho, qh voi chu ho, quan he chu ho, moi quan he,
    qhch, quan he gia dinh, quan he voi chu ho gia dinh, qh voi ch, quan he trong ho, quan he voi ch, qh
    chu ho
unread: ton giao, trinh do, trinh do hoc van, trinh do van hoa, trinh do chuyen mon, ngay vao dang,
    ngay chinh thuc, ngay ket nap, ngay vao dang chinh thuc, so the dang, so the, so the dang vien,
    ngay vao dang cong san, que quan, ky nhan, chu ky, ky ten, xac nhan, ky xac nhan, nguyen quan, tong
    so ho, tong ho, so ho giup do, tinh, huyen, thanh pho, so ho, so lao dong, lao dong, thu nhap, dien
    tich, quy, thang, ngay du bi, ly luan chinh tri, tuoi dang, so quyet dinh, quyet dinh, ngay quyet
    dinh, diem, diem b1, diem b2, b1, b2, nguyen nhan ngheo, nguyen nhan, thieu hut, noi sinh, hinh
    thuc nuoi, tuoi, so ho phu trach, so ho duoc phan cong, so luong ho, ly luan, hoc van, chuyen mon,
    ton giao tin nguong, gia tri, so tien, suc khoe, nha o, dat san xuat, ngay cap, noi cap, ngay cap
    cccd, noi cap cccd, du bi, chinh thuc, mien sinh hoat
"""

# Headings above others that name the owner of those columns.
GROUPS = """
member: dang vien, can bo, nguoi phu trach, dang vien phu trach, can bo dang vien, can bo phu trach, nguoi
    duoc phan cong, thong tin dang vien, thong tin can bo, dong chi phu trach, can bo dang vien phu trach,
    dang vien duoc phan cong, thong tin nguoi phu trach, nguoi giup do, thong tin dang vien phu trach,
    thong tin can bo dang vien, dang vien duoc phan cong phu trach
head: chu ho, ho gia dinh, ho, thong tin chu ho, thong tin ho, ho duoc phu trach, ho duoc giup do, thong
    tin ho gia dinh, ho gia dinh duoc phu trach, ho gia dinh duoc giup do, ho duoc phan cong, ho duoc phan
    cong phu trach, ho gia dinh duoc phan cong phu trach, ho nhan phu trach, ho phu trach, ho gia dinh phu
    trach, thong tin ve ho, thong tin ve chu ho, ho gia dinh duoc phan cong, ho dan, thong tin ho duoc phu
    trach
"""


def _spread(text: str) -> dict[str, str]:
    concepts: dict[str, str] = {}
    for entry in text.replace("\n    ", " ").strip().splitlines():
        concept, headings = entry.split(":")
        concepts |= dict.fromkeys((heading.strip() for heading in headings.split(",")), concept)
    return concepts


ALIASES = _spread(WORDS)
GROUP_ALIASES = _spread(GROUPS)
