"""Facts of a person: birth, sex, ethnicity, citizen id."""

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

BIRTH = Concept(
    "birth",
    Topic.PERSON,
    """
    nam sinh, ngay sinh, ngay thang nam sinh, sinh nam, ngay thang nam sinh dd mm yyyy, ngay thang sinh, sn, ns, n
    s, nam sinh chu ho, nam sinh cua chu ho, ngay thang nam sinh chu ho, ngay sinh chu ho, sinh ngay, nam sinh dang
    vien, ngay sinh dang vien, nam sinh dv
    """,
)
MALE = Concept("male", Topic.PERSON, "nam", may_repeat=True)
FEMALE = Concept("female", Topic.PERSON, "nu", may_repeat=True)
SEX = Concept("sex", Topic.PERSON, "gioi tinh, nam nu, gioi tinh nam nu, gioi, phai, nam hoac nu, gt")
ETHNICITY = Concept("ethnicity", Topic.PERSON, "dan toc, thanh phan dan toc, dt, dtoc, d toc", may_repeat=True)
CITIZEN_ID = Concept(
    "citizen_id",
    Topic.PERSON,
    """
    so cccd, cccd, so cmnd, cmnd, cmnd cccd, cccd cmnd, so cmnd cccd, so cccd cmnd, so can cuoc cong dan, can cuoc
    cong dan, can cuoc, so dinh danh ca nhan, so dinh danh, ma dinh danh, ma dinh danh ca nhan, chung minh nhan dan,
    so chung minh nhan dan, so can cuoc, so chung minh nhan dan can cuoc cong dan, so cmt, cmtnd, so giay to tuy
    than, so cmnd cccd dinh danh, so ddcn, cccd so dinh danh ca nhan
    """,
    may_repeat=True,
)
CONCEPTS = (BIRTH, MALE, FEMALE, SEX, ETHNICITY, CITIZEN_ID)

FIELDS = (
    RosterField(
        "head_birth_year",
        BIRTH,
        _("birth year"),
        ValueType.BIRTH_YEAR,
        owner="head",
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        form_in=(HOUSEHOLDS, ASSIGNMENTS),
        columns={HOUSEHOLDS: "head_birth_year"},
        template=TemplateColumn("Năm sinh", 10, (HOUSEHOLDS, ASSIGNMENTS)),
    ),
    RosterField(
        "member_birth_year",
        BIRTH,
        _("member's birth year"),
        ValueType.BIRTH_YEAR,
        owner="member",
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "birth_date",
        BIRTH,
        _("birth date"),
        ValueType.BIRTH_DATE,
        owner="member",
        lists=(MEMBERS,),
        choosable_in=(MEMBERS,),
        form_in=(MEMBERS,),
        columns={MEMBERS: "birth_date"},
        # As text: in a cell of days a year typed alone, 1975, becomes a day of 1905.
        template=TemplateColumn("Ngày sinh", 14, (MEMBERS,), "@"),
    ),
    RosterField("male", MALE, _("male"), lists=ALL_LISTS, stands_for=("sex", "head_birth_year", "birth_date")),
    RosterField("female", FEMALE, _("female"), lists=ALL_LISTS, stands_for=("sex", "head_birth_year", "birth_date")),
    RosterField(
        "sex",
        SEX,
        _("sex"),
        ValueType.SEX,
        lists=ALL_LISTS,
        choosable_in=(HOUSEHOLDS, MEMBERS),
        form_in=(MEMBERS,),
        columns={HOUSEHOLDS: "head_sex", MEMBERS: "sex"},
        template=TemplateColumn("Giới tính", 10, (HOUSEHOLDS, MEMBERS), dropdown="sexes", is_strict=True),
    ),
    RosterField(
        "ethnicity",
        ETHNICITY,
        _("ethnicity"),
        ValueType.ETHNICITY,
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS, ASSIGNMENTS),
        is_shared=True,
        columns={HOUSEHOLDS: "ethnicity"},
        template=TemplateColumn("Dân tộc", 12, (HOUSEHOLDS,)),
    ),
    # Stored encrypted in three columns: `households.citizen_ids`.
    RosterField(
        "citizen_id",
        CITIZEN_ID,
        _("citizen id"),
        ValueType.CITIZEN_ID,
        lists=(HOUSEHOLDS, ASSIGNMENTS),
        choosable_in=(HOUSEHOLDS,),
        template=TemplateColumn("Số CCCD", 16, (HOUSEHOLDS,), "@"),
    ),
)
