"""Facts of a household, and the phone that heads and members have."""

from django.utils.functional import Promise
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

SIZE = Concept(
    "size",
    Topic.HOUSEHOLD,
    """
    so khau, so nhan khau, nhan khau, khau, so nguoi, so nguoi trong ho, so khau trong ho, so nhan khau trong ho, so
    thanh vien, tong so khau, tong so nhan khau, so luong khau, so nhan khau cua ho, so thanh vien trong ho, nhan
    khau nguoi, so khau nguoi, sk, tong khau, ts khau, so nk, tong so nguoi, tong so nguoi trong ho, tong so thanh
    vien, nk
    """,
)
POVERTY = Concept(
    "poverty",
    Topic.HOUSEHOLD,
    """
    dien ho, phan loai ho, doi tuong, loai ho, thuoc dien, dien, hoan canh ho, muc song, tinh trang ho, dien ho
    ngheo can ngheo, ho ngheo can ngheo, ngheo can ngheo, ho ngheo ho can ngheo, phan loai, doi tuong ho, thuoc ho,
    thuoc dien ho, dien ngheo, hien trang ho, tinh trang ngheo, kinh te ho, muc song ho, ket qua ra soat, ket qua
    phan loai, ho ngheo can ngheo khac, xep loai ho, phan loai ho gia dinh, thuoc doi tuong, dien doi tuong, hoan
    canh, ho thuoc dien, dien chinh sach, dien ho gia dinh
    """,
)
POOR = Concept(
    "poor",
    Topic.HOUSEHOLD,
    """
    ngheo, ho ngheo, hn, thuoc ho ngheo, la ho ngheo, ho ngheo dbkk, ho ngheo dac biet kho khan, ngheo dbkk, dien
    ngheo ho ngheo
    """,
    may_repeat=True,
)
NEAR_POOR = Concept(
    "near_poor",
    Topic.HOUSEHOLD,
    """
    can ngheo, ho can ngheo, hcn, cn, thuoc ho can ngheo, la ho can ngheo, can ngheo ho can ngheo
    """,
    may_repeat=True,
)
ESCAPED = Concept(
    "escaped",
    Topic.HOUSEHOLD,
    """
    thoat ngheo, ho thoat ngheo, ho moi thoat ngheo, moi thoat ngheo, da thoat ngheo, htn
    """,
    may_repeat=True,
)
OTHER_CLASS = Concept(
    "other_class",
    Topic.HOUSEHOLD,
    """
    khong ngheo, ho khong ngheo, trung binh, ho trung binh, kha, ho kha, kha giau, ho kha giau, giau, ho giau, khac,
    ho khac, trung binh tro len, ho co muc song trung binh, muc song trung binh, ho binh thuong, binh thuong, kha
    tro len, trung binh kha, tb, ho muc song trung binh
    """,
    may_repeat=True,
)
CODE = Concept(
    "code",
    Topic.HOUSEHOLD,
    """
    ma ho, ma so ho, ma ho gia dinh, so ho so, ma so ho gia dinh, ma so, ma ho ngheo, ma chu ho, so ho khau, ma ho
    dan, ma phieu, ma ho gd, so hieu ho, so hieu, ky hieu ho, ma ho kd, ho so, ma dinh danh ho, so so ho khau, ma,
    id ho, id, mhn, mhgd, ma hn
    """,
)
PHONE = Concept(
    "phone",
    Topic.PERSON,
    """
    dien thoai, so dien thoai, sdt, so dt, dt lien he, so dien thoai lien he, dien thoai lien he, so dien thoai di
    dong, dien thoai di dong, di dong, so dtdd, dtdd, lien he, so di dong, tel, phone, so may
    """,
    may_repeat=True,
)
CONCEPTS = (SIZE, POVERTY, POOR, NEAR_POOR, ESCAPED, OTHER_CLASS, CODE, PHONE)


def _class_mark(concept: Concept, poverty_class: str, label: Promise) -> RosterField:
    """The column of one poverty class, with a mark for each household of that class."""
    lists = (HOUSEHOLDS, ASSIGNMENTS)
    return RosterField(concept.name, concept, label, lists=lists, stands_for=("poverty",), mark=poverty_class)


FIELDS = (
    RosterField(
        "household_code",
        CODE,
        _("household code"),
        ValueType.CODE,
        owner="head",
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        form_in=(HOUSEHOLDS, ASSIGNMENTS),
        columns={HOUSEHOLDS: "code"},
        template=TemplateColumn("Mã hộ", 14, (HOUSEHOLDS, ASSIGNMENTS), "@"),
    ),
    RosterField(
        "household_size",
        SIZE,
        _("persons"),
        ValueType.SIZE,
        owner="head",
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        form_in=(HOUSEHOLDS,),
        columns={HOUSEHOLDS: "size"},
        template=TemplateColumn("Số nhân khẩu", 10, (HOUSEHOLDS,)),
    ),
    # Stored as a dated status: `households.models.PovertyStatus`.
    RosterField(
        "poverty",
        POVERTY,
        _("class"),
        ValueType.POVERTY_CLASS,
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        form_in=(HOUSEHOLDS,),
        is_shared=True,
        template=TemplateColumn("Diện hộ", 18, (HOUSEHOLDS,), dropdown="classes", is_strict=True),
    ),
    _class_mark(POOR, "poor", _("poor")),
    _class_mark(NEAR_POOR, "near_poor", _("near-poor")),
    _class_mark(ESCAPED, "escaped", _("escaped poverty")),
    _class_mark(OTHER_CLASS, "other", _("not poor")),
    RosterField(
        "phone",
        PHONE,
        _("phone"),
        ValueType.PHONE,
        owner="head",
        lists=ALL_LISTS,
        choosable_in=ALL_LISTS,
        columns={HOUSEHOLDS: "phone", MEMBERS: "phone"},
        template=TemplateColumn("Số điện thoại", 15, (HOUSEHOLDS, MEMBERS), "@"),
    ),
    RosterField("member_phone", PHONE, _("member's phone"), ValueType.PHONE, owner="member", lists=(ASSIGNMENTS,)),
)
