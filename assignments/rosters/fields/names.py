"""Names of heads of households and of members."""

from django.utils.translation import gettext_lazy as _

from assignments.rosters.fields.declaration import (
    ASSIGNMENTS,
    HOUSEHOLDS,
    MEMBERS,
    Concept,
    RosterField,
    TemplateColumn,
    Topic,
    ValueType,
)

INDEX = Concept(
    "index",
    Topic.OTHER,
    """
    stt, tt, so tt, s tt, so thu tu, thu tu, no, stt chung, tt chung, so tt chung, stt ho, tt ho, stt thanh vien
    """,
)
NAME = Concept(
    "name",
    Topic.NAME,
    """
    ho va ten, ho ten, ten, ho va ten khai sinh, ho ten khai sinh, ho va ten day du, ho dem va ten, ho chu dem va
    ten, ho chu dem ten, ho ten day du
    """,
)
HEAD = Concept(
    "head",
    Topic.NAME,
    """
    ho va ten chu ho, ho ten chu ho, ten chu ho, chu ho, ho gia dinh, ho gia dinh ong ba, ho ong ba, ho va ten chu
    ho gia dinh, ten ho, ten ho gia dinh, ho duoc phan cong, ho duoc phu trach, ho phu trach, ho duoc giup do, ho
    gia dinh duoc phu trach, ho gia dinh duoc giup do, ho gia dinh duoc phan cong, ho gia dinh phu trach, ho dan
    duoc giup do, ho nhan giup do, ho va ten chu ho duoc giup do, ho ten chu ho duoc giup do, ho ten chu ho duoc phu
    trach, ho va ten chu ho duoc phu trach, ho va ten chu ho ngheo, ho nhan phu trach, cac ho duoc phan cong phu
    trach, danh sach ho duoc phan cong, cac ho gia dinh duoc phu trach, ten chu ho duoc giup do, dai dien ho, nguoi
    dai dien ho, ho duoc phan cong phu trach, chu ho gia dinh, cac ho phu trach, cac ho duoc phu trach, danh sach ho
    phu trach, danh sach cac ho phu trach, ho dan, ho gia dinh duoc phan cong phu trach
    """,
)
MEMBER = Concept(
    "member",
    Topic.NAME,
    """
    dang vien phu trach, can bo phu trach, nguoi phu trach, dang vien, ho va ten dang vien, ho ten dang vien, can bo
    dang vien, ten dang vien, nguoi duoc phan cong, dang vien duoc phan cong, can bo dang vien phu trach, dang vien
    giup do, nguoi giup do, ho va ten can bo, ho ten can bo, ho va ten can bo dang vien, ho ten can bo dang vien, ho
    va ten dang vien phu trach, ho ten dang vien phu trach, ho va ten nguoi phu trach, ho ten nguoi phu trach, can
    bo cong chuc, dong chi phu trach, ho va ten can bo phu trach, ho ten can bo phu trach, dang vien duoc phan cong
    phu trach, dang vien phu trach ho, dong chi, ho va ten dang vien duoc phan cong, nguoi duoc phan cong phu trach,
    can bo duoc phan cong, can bo giup do, dang vien nhan giup do, dang vien duoc phan cong giup do, ho ten nguoi
    duoc phan cong, can bo
    """,
)
SURNAME = Concept(
    "surname",
    Topic.OTHER,
    """
    ho dem, ho va ten dem, ho va dem, ho lot, ho va chu dem, ho va chu lot
    """,
)
PERSON = Concept(
    "person",
    Topic.NAME,
    """
    ho va ten thanh vien, ho ten thanh vien, thanh vien, thanh vien trong ho, thanh vien ho, nhan khau trong ho, ho
    va ten thanh vien trong ho, ho ten thanh vien trong ho, ho va ten cac thanh vien trong ho, ho va ten nhan khau,
    thanh vien ho gia dinh, ten thanh vien, cac thanh vien trong ho, ho ten nhan khau
    """,
)
CONCEPTS = (INDEX, NAME, HEAD, MEMBER, SURNAME, PERSON)

FIELDS = (
    RosterField(
        "head_name",
        HEAD,
        _("head of household"),
        ValueType.NAME,
        owner="head",
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        form_in=(HOUSEHOLDS, ASSIGNMENTS),
        columns={HOUSEHOLDS: "head_name"},
        template=TemplateColumn("Họ và tên chủ hộ", 28, (HOUSEHOLDS, ASSIGNMENTS)),
    ),
    RosterField(
        "member_name",
        MEMBER,
        _("member"),
        ValueType.NAME,
        owner="member",
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
        template=TemplateColumn("Họ và tên đảng viên phụ trách", 36, (ASSIGNMENTS,), dropdown="members"),
    ),
    RosterField(
        "full_name",
        MEMBER,
        _("full name"),
        ValueType.NAME,
        owner="member",
        lists=(MEMBERS,),
        choosable_in=(MEMBERS,),
        form_in=(MEMBERS,),
        columns={MEMBERS: "full_name"},
        template=TemplateColumn("Họ và tên", 28, (MEMBERS,)),
    ),
    RosterField("person", PERSON, _("member of the household"), type=ValueType.NAME, lists=(HOUSEHOLDS, ASSIGNMENTS)),
)
