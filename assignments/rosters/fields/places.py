"""Villages, communes and addresses, of households and of members."""

from django.utils.translation import gettext_lazy as _

from assignments.rosters.fields.declaration import (
    ALL_LISTS,
    ASSIGNMENTS,
    Concept,
    RosterField,
    TemplateColumn,
    Topic,
    ValueType,
)

VILLAGE = Concept(
    "village",
    Topic.PLACE,
    """
    thon, ban, xom, to dan pho, tdp, thon ban, khu, khu pho, to, ten thon, thon xom, thon to dan pho, thon tdp, thon
    ban tdp, thon ban to dan pho, thon ban xom, thon khu, to dan pho thon, ap, lang, thon lang, thon cu tru, thon
    ban khu pho, thuoc thon, xom ban, khu dan cu, thon to
    """,
)
COMMUNE = Concept(
    "commune",
    Topic.PLACE,
    """
    xa, xa thi tran, thi tran, phuong, xa phuong, xa phuong thi tran, ten xa, thuoc xa, dia ban xa, xa tt, phuong xa
    """,
)
ADDRESS = Concept(
    "address",
    Topic.PLACE,
    """
    dia chi, noi o, cho o, noi cu tru, noi o hien nay, dia chi thuong tru, noi thuong tru, dia chi cu tru, cho o
    hien nay, dia chi ho, dia chi ho gia dinh, dia chi noi o, dia ban, dia chi chu ho, noi o cua ho, ho khau thuong
    tru, thuong tru, noi sinh song, dia chi thon xa
    """,
    may_repeat=True,
)
CONCEPTS = (VILLAGE, COMMUNE, ADDRESS)

FIELDS = (
    RosterField(
        "village",
        VILLAGE,
        _("village"),
        ValueType.PLACE,
        owner="head",
        lists=ALL_LISTS,
        choosable_in=ALL_LISTS,
        form_in=ALL_LISTS,
        is_shared=True,
        template=TemplateColumn("Thôn", 22, ALL_LISTS, dropdown="villages"),
    ),
    RosterField(
        "commune",
        COMMUNE,
        _("commune"),
        ValueType.PLACE,
        owner="head",
        lists=ALL_LISTS,
        choosable_in=ALL_LISTS,
        form_in=ALL_LISTS,
        is_shared=True,
        # A template for one commune has no such column.
        template=TemplateColumn("Xã", 18, ALL_LISTS),
    ),
    RosterField(
        "address",
        ADDRESS,
        _("address"),
        ValueType.PLACE,
        owner="head",
        lists=ALL_LISTS,
        choosable_in=ALL_LISTS,
        is_shared=True,
    ),
    RosterField(
        "member_village",
        VILLAGE,
        _("member's village"),
        ValueType.PLACE,
        owner="member",
        lists=(ASSIGNMENTS,),
        is_shared=True,
    ),
    RosterField(
        "member_commune",
        COMMUNE,
        _("member's commune"),
        ValueType.PLACE,
        owner="member",
        lists=(ASSIGNMENTS,),
        is_shared=True,
    ),
)
