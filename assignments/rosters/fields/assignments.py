"""Facts of an assignment, notes, and headings that are known and not read."""

from django.utils.translation import gettext_lazy as _

from assignments.rosters.fields.declaration import (
    ALL_LISTS,
    ASSIGNMENTS,
    HOUSEHOLDS,
    MEMBERS,
    Concept,
    RosterField,
    TemplateColumn,
    Topic,
    ValueType,
)

STARTS_ON = Concept(
    "starts_on",
    Topic.ASSIGNMENT,
    """
    bat dau tu ngay, bat dau phu trach, thoi gian duoc phan cong, ngay thang phan cong, ngay phan cong, ngay bat
    dau, tu ngay, tu, bat dau, bat dau tu, ngay bat dau phu trach, ngay nhan, ngay giao, ngay phu trach, thoi diem
    bat dau, tu thang nam, phan cong tu ngay, phu trach tu ngay, phan cong tu, phu trach tu, tu thang, ngay nhan phu
    trach, ngay phan cong phu trach, thoi diem phan cong, tu ngay thang nam, tu thoi gian, ngay hieu luc
    """,
)
ENDS_ON = Concept(
    "ends_on",
    Topic.ASSIGNMENT,
    """
    den ngay, den, ket thuc, ngay ket thuc, ngay thoi phu trach, den thang nam, ngay thoi, den thang, phu trach den
    ngay, thoi diem ket thuc, phu trach den, den ngay thang nam, het han
    """,
)
PERIOD = Concept(
    "period",
    Topic.ASSIGNMENT,
    """
    thoi gian phu trach, thoi gian, thoi gian phan cong, thoi gian phu trach ho, thoi gian thuc hien, thoi gian giup
    do, giai doan, thoi han, thoi gian phan cong phu trach, tu ngay den ngay, thoi gian tu den, thoi han phu trach,
    thoi gian tu ngay den ngay, tu den
    """,
)
HELP = Concept(
    "help",
    Topic.ASSIGNMENT,
    """
    noi dung giup do, noi dung, hinh thuc giup do, noi dung ho tro, bien phap giup do, noi dung phu trach, noi dung
    phan cong, giup do, noi dung giup, nhu cau giup do, noi dung cong viec, viec giup, noi dung can giup do, ho tro,
    noi dung ho tro giup do, hinh thuc ho tro, noi dung hinh thuc giup do, giai phap giup do, noi dung giup do ho,
    viec giup do, nhung viec giup do, cong viec giup do, noi dung dang ky
    """,
    may_repeat=True,
)
RESULT = Concept(
    "result",
    Topic.ASSIGNMENT,
    """
    ket qua, ket qua giup do, ket qua thuc hien, ket qua dat duoc, ket qua phu trach, danh gia ket qua, danh gia,
    ket qua giup do ho, tien do, ket qua den nay, ket qua theo doi
    """,
    may_repeat=True,
)
NOTE = Concept(
    "note",
    Topic.OTHER,
    """
    ghi chu, gchu, g chu, chu thich, ghi chu khac, luu y, y kien, gc, thong tin khac
    """,
    may_repeat=True,
)
RELATION = Concept(
    "relation",
    Topic.HOUSEHOLD,
    """
    quan he voi chu ho, quan he, moi quan he voi chu ho, qh voi chu ho, quan he chu ho, moi quan he, qhch, quan he
    gia dinh, quan he voi chu ho gia dinh, qh voi ch, quan he trong ho, quan he voi ch, qh chu ho
    """,
)
UNREAD = Concept(
    "unread",
    Topic.OTHER,
    """
    ton giao, trinh do, trinh do hoc van, trinh do van hoa, trinh do chuyen mon, ngay vao dang, ngay chinh thuc,
    ngay ket nap, ngay vao dang chinh thuc, so the dang, so the, so the dang vien, ngay vao dang cong san, que quan,
    ky nhan, chu ky, ky ten, xac nhan, ky xac nhan, nguyen quan, tong so ho, tong ho, so ho giup do, tinh, huyen,
    thanh pho, so ho, so lao dong, lao dong, thu nhap, dien tich, quy, thang, ngay du bi, ly luan chinh tri, tuoi
    dang, so quyet dinh, quyet dinh, ngay quyet dinh, diem, diem b1, diem b2, b1, b2, nguyen nhan ngheo, nguyen
    nhan, thieu hut, noi sinh, hinh thuc nuoi, tuoi, so ho phu trach, so ho duoc phan cong, so luong ho, ly luan,
    hoc van, chuyen mon, ton giao tin nguong, gia tri, so tien, suc khoe, nha o, dat san xuat, ngay cap, noi cap,
    ngay cap cccd, noi cap cccd, du bi, chinh thuc, mien sinh hoat
    """,
)
CONCEPTS = (STARTS_ON, ENDS_ON, PERIOD, HELP, RESULT, NOTE, RELATION, UNREAD)

FIELDS = (
    RosterField(
        "starts_on",
        STARTS_ON,
        _("from"),
        ValueType.DAY,
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
        template=TemplateColumn("Ngày phân công", 16, (ASSIGNMENTS,), "dd/mm/yyyy"),
    ),
    RosterField(
        "ends_on",
        ENDS_ON,
        _("until"),
        ValueType.DAY,
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "period", PERIOD, _("from – until"), ValueType.PERIOD, lists=(ASSIGNMENTS,), choosable_in=(ASSIGNMENTS,)
    ),
    RosterField(
        "help", HELP, _("help given"), lists=(ASSIGNMENTS,), choosable_in=(ASSIGNMENTS,), columns={ASSIGNMENTS: "help"}
    ),
    RosterField(
        "result",
        RESULT,
        _("result"),
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        columns={ASSIGNMENTS: "result"},
    ),
    RosterField(
        "note",
        NOTE,
        _("note"),
        lists=ALL_LISTS,
        choosable_in=ALL_LISTS,
        columns={HOUSEHOLDS: "note", MEMBERS: "note", ASSIGNMENTS: "note"},
        template=TemplateColumn("Ghi chú", 30, ALL_LISTS),
    ),
    RosterField("relation", RELATION, _("relation to the head"), lists=(HOUSEHOLDS, ASSIGNMENTS)),
)
