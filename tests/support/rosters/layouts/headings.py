"""Plain lists with the headings of many offices."""

from tests.support.rosters.layouts.assignments import members_in_charge
from tests.support.rosters.layouts.paper import letterhead, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts
from tests.support.rosters.layouts.workbook import Book, Table

WORDINGS = {
    "member": "Họ, tên đảng viên|Họ và tên cán bộ, đảng viên phụ trách|Đảng viên được phân công phụ trách hộ|"
    "Cán bộ phụ trách|Tên đảng viên|Họ và tên người phụ trách|Đảng viên nhận giúp đỡ|Đồng chí phụ trách",
    "position": "Chức vụ|Chức danh|Chức vụ công tác|Chức vụ (Đảng, chính quyền, đoàn thể)|Chức vụ hiện nay",
    "body": "Chi bộ|Chi bộ nơi sinh hoạt|Đang sinh hoạt tại chi bộ|Thuộc chi bộ|Đơn vị|Tổ chức đảng",
    "code": "Mã hộ|Mã số hộ|Mã hộ gia đình|Mã số hộ gia đình",
    "head": "Họ, tên chủ hộ|Họ và tên chủ hộ gia đình|Tên chủ hộ|Hộ được giúp đỡ|Hộ gia đình được phụ trách|"
    "Chủ hộ được phân công|Họ tên chủ hộ",
    "year": "Năm sinh|Năm sinh của chủ hộ|Năm sinh chủ hộ|Sinh năm",
    "sex": "Giới tính|Nam/nữ|Giới|Nam (nữ)",
    "ethnicity": "Dân tộc|Thành phần dân tộc|DT",
    "citizen": "Số CCCD|Số căn cước công dân|CMND/CCCD|Số CMND/CCCD|Số định danh|Căn cước công dân",
    "village": "Thôn|Thôn, bản|Thôn/bản|Thuộc thôn|Địa chỉ thôn|Thôn bản, tổ dân phố|Tên thôn",
    "commune": "Xã|Xã, thị trấn|Thuộc xã|Xã/thị trấn|Tên xã",
    "size": "Số khẩu|Số nhân khẩu trong hộ|Tổng số nhân khẩu|Số người|Nhân khẩu|Số khẩu của hộ|Tổng số khẩu",
    "poverty": "Diện hộ|Thuộc diện|Thuộc đối tượng|Loại hộ|Phân loại|Hộ nghèo, cận nghèo|Đối tượng hộ",
    "phone": "Điện thoại|Số điện thoại|SĐT|ĐT|Điện thoại liên hệ|ĐTDĐ|Số ĐT",
    "start": "Ngày phân công|Ngày bắt đầu|Ngày được phân công|Ngày nhận phụ trách|Bắt đầu từ ngày|Từ ngày",
    "name": "Họ và tên|Họ tên|Họ và tên đảng viên|Họ, tên đảng viên|Họ và tên khai sinh|Tên đảng viên",
    "birth": "Ngày sinh|Ngày, tháng, năm sinh|Ngày tháng năm sinh|Sinh ngày|Ngày/tháng/năm sinh",
    "note": "Ghi chú|Ghi chú khác|Chú thích",
}


def _table(book: Book, district: District, keys: str, title: str) -> Table:
    sheet = book.sheet("Sheet1")
    columns = [("no", district.pick("STT", "TT", "Số TT", "Số thứ tự"))]
    columns += [(key, district.pick(*WORDINGS[key].split("|"))) for key in keys.split()]
    letterhead(sheet, district, title, len(columns))
    return Table(book, sheet, columns, top=7)


@layout(44, "assignments")
def worded_assignments(book: Book, district: District, size: int, variant: int) -> None:
    """An assignment list in another office's words."""
    keys = "member position body code head year village commune size poverty start note"
    table = _table(book, district, keys, "DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ GIA ĐÌNH")
    fields = "member_name member_position member_organisation household_code head_name head_birth_year "
    fields += "village commune household_size poverty"
    number = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=1):
            (household,), number, start = member.households, number + 1, district.day(2018, 2020)
            table.add(
                row_cells(member, household, no=number, start=start),
                select_facts(member.in_charge_of(household), fields) | {"starts_on": start.isoformat()},
            )
    signatures(table, district)


@layout(45, "households")
def worded_households(book: Book, district: District, size: int, variant: int) -> None:
    """A register of households in another office's words."""
    keys = "code head year sex ethnicity citizen village commune size poverty phone"
    table = _table(book, district, keys, "DANH SÁCH HỘ GIA ĐÌNH")
    number = 0
    for village in district.villages(2):
        for _ in range(size // 2):
            household, number = district.household(village), number + 1
            table.add(row_cells(None, household, no=number), household.facts)
    signatures(table, district)


@layout(46, "members")
def worded_members(book: Book, district: District, size: int, variant: int) -> None:
    """A list of members in another office's words."""
    keys = "name birth sex position body village commune phone note"
    table = _table(book, district, keys, "DANH SÁCH ĐẢNG VIÊN")
    fields = "full_name birth_date sex position organisation village commune phone"
    number = 0
    for village in district.villages(2):
        for _ in range(size // 2):
            member, number = district.member(village), number + 1
            table.add(row_cells(member, None, no=number), select_facts(member.facts, fields))
    signatures(table, district)
