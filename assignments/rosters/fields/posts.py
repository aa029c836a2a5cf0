"""Positions, cells, workplaces and tiers of members."""

from django.utils.translation import gettext_lazy as _

from assignments.rosters.fields.declaration import (
    ALL_LISTS,
    ASSIGNMENTS,
    MEMBERS,
    Concept,
    RosterField,
    TemplateColumn,
    Topic,
    ValueType,
)

POSITION = Concept(
    "position",
    Topic.POST,
    """
    chuc vu, chuc danh, chuc vu hien nay, nhiem vu, chuc vu cong tac, chuc vu chuc danh, chuc danh chuc vu, cap bac
    chuc vu, cap bac, chuc vu dang chinh quyen, chuc vu dang, chuc vu hien tai, nghe nghiep, chuc vu dang doan the,
    chuc vu trong dang, cong viec, chuc vu nghe nghiep, nghe nghiep chuc vu, nhiem vu duoc giao
    """,
)
CELL = Concept(
    "cell",
    Topic.POST,
    """
    chi bo, ten chi bo, sinh hoat tai chi bo, chi bo truc thuoc, chi bo cong tac, chi bo sinh hoat, noi sinh hoat,
    noi sinh hoat dang, chi bo dang sinh hoat, thuoc chi bo, dang sinh hoat tai chi bo, to chuc dang, don vi chi bo,
    chi bo don vi, chi bo dang bo, dang bo chi bo, chi dang bo, chi bo thon, ten chi bo sinh hoat, chi bo noi sinh
    hoat, dang bo
    """,
)
WORKPLACE = Concept(
    "workplace",
    Topic.POST,
    """
    don vi, don vi cong tac, co quan, co quan don vi, noi cong tac, co quan cong tac, don vi co quan, to chuc, to
    chuc don vi, phong ban, noi lam viec, co quan don vi cong tac, phong ban don vi, ten don vi, ten co quan, don vi
    to chuc, don vi dang cong tac, co quan dang cong tac
    """,
)
TIER = Concept(
    "tier",
    Topic.POST,
    """
    cap, cap quan ly, cap phan cong, cap phu trach, can bo cap, thuoc cap, cap phan cong phu trach, cap huyen xa,
    cap phan cong huyen xa
    """,
)
DISTRICT_TIER = Concept("district_tier", Topic.OTHER, "cap huyen, huyen phan cong, cap huyen phan cong")
COMMUNE_TIER = Concept("commune_tier", Topic.OTHER, "cap xa, xa phan cong, cap xa phan cong")
CONCEPTS = (POSITION, CELL, WORKPLACE, TIER, DISTRICT_TIER, COMMUNE_TIER)

FIELDS = (
    # Stored with the membership.
    RosterField(
        "position",
        POSITION,
        _("position"),
        owner="member",
        lists=(MEMBERS,),
        choosable_in=(MEMBERS,),
        form_in=(MEMBERS,),
        is_shared=True,
        columns={MEMBERS: "position"},
        template=TemplateColumn("Chức vụ", 24, (MEMBERS,)),
    ),
    RosterField(
        "organisation",
        CELL,
        _("cell or agency"),
        ValueType.ORGANISATION,
        owner="member",
        lists=(MEMBERS,),
        choosable_in=(MEMBERS,),
        form_in=(MEMBERS,),
        is_shared=True,
        template=TemplateColumn("Chi bộ", 30, (MEMBERS,), dropdown="bodies"),
    ),
    RosterField(
        "workplace",
        WORKPLACE,
        _("place of work"),
        ValueType.ORGANISATION,
        owner="member",
        lists=(MEMBERS,),
        is_shared=True,
    ),
    RosterField(
        "member_position",
        POSITION,
        _("position"),
        owner="member",
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "member_organisation",
        CELL,
        _("cell or agency"),
        ValueType.ORGANISATION,
        owner="member",
        lists=(ASSIGNMENTS,),
        choosable_in=(ASSIGNMENTS,),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "member_workplace",
        WORKPLACE,
        _("place of work"),
        ValueType.ORGANISATION,
        owner="member",
        lists=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "tier",
        TIER,
        _("tier"),
        ValueType.TIER,
        lists=ALL_LISTS,
        choosable_in=(MEMBERS, ASSIGNMENTS),
        form_in=(ASSIGNMENTS,),
        is_shared=True,
        template=TemplateColumn("Cấp phụ trách", 14, (ASSIGNMENTS,), dropdown="tiers", is_strict=True),
    ),
    RosterField("district_tier", DISTRICT_TIER, _("district tier"), lists=ALL_LISTS, stands_for=("tier",)),
    RosterField("commune_tier", COMMUNE_TIER, _("commune tier"), lists=ALL_LISTS, stands_for=("tier",)),
)
