"""The concepts of headings."""

import pytest

from assignments.rosters.parsing.columns.headings import (
    SUM_RULES,
    concepts_of,
    is_heading_text,
    nearest_concept,
    normal_heading,
)


def test_every_rule_of_sums_decides_its_example() -> None:
    examples = {
        "village and commune": ({"village", "commune"}, {"village"}, "address"),
        "start and end": ({"starts_on", "ends_on"}, {"ends_on"}, "period"),
        "several classes": ({"poor", "escaped"}, {"poor"}, "poverty"),
        "men and women": ({"male", "female"}, {"male", "female", "birth"}, "sex"),
    }
    assert list(examples) == [rule.name for rule in SUM_RULES]
    for rule in SUM_RULES:
        concepts, others, concept = examples[rule.name]
        assert rule.applies(concepts)
        assert not rule.applies(others)
        assert rule.verdict(concepts) == concept


@pytest.mark.parametrize(
    ("heading", "concepts"),
    [
        # Long headings, by the rule that knows them.
        ("Mối quan hệ của người này với chủ hộ", ("relation",)),
        ("Họ và tên các thành viên của hộ", ("person",)),
        ("Ngày tháng năm sinh đảng viên (dd/mm/yyyy)", ("birth",)),
        ("Số điện thoại của cán bộ", ("phone",)),
        ("Họ và tên cán bộ được giao nhiệm vụ", ("member",)),
        ("Tên đồng chí nhận việc", ("member",)),
        ("Đại diện hộ nghèo trong thôn", ("head",)),
        ("Đảng viên trực tiếp theo dõi", ("member",)),
        ("Người trực tiếp kèm cặp", ("member",)),
        ("Cán bộ cấp huyện", ("member",)),
        ("Giao cho đảng viên phụ trách hộ", ("member",)),
        ("Họ tên chủ hộ số 2", ("head",)),
        ("Danh sách các hộ được giao năm nay", ("head",)),
        ("Nơi cư trú ở thôn", ("village",)),
        ("Địa bàn xóm", ("village",)),
        ("Hộ ở xã", ("commune",)),
        ("Chỗ ở hiện nay của hộ", ("address",)),
        ("Ngày vào đảng chính thức tại chi bộ", ("unread",)),
        ("Chủ hộ nhận hỗ trợ", ("head",)),
        ("Hộ được phân công cho đảng viên", ("head",)),
        ("Các hộ gia đình nhận theo dõi", ("head",)),
        ("Mã số hộ gia đình 2018", ("code",)),
        ("Số CCCD của chủ hộ và vợ", ("citizen_id",)),
        ("Khẩu có BHYT", ("unread",)),
        ("Nhân khẩu dưới 6 tuổi", ("unread",)),
        ("Tổng số nhân khẩu hiện có", ("size",)),
        ("Dân tộc thiểu số", ("ethnicity",)),
        ("Thôn nơi hiện cư trú", ("village",)),
        ("Ghi chú thêm", ("note",)),
        ("Biện pháp hỗ trợ hộ", ("help",)),
        ("Kết quả đã thực hiện quý 1", ("result",)),
        ("Phân loại hộ cuối năm", ("poverty",)),
        ("Thời điểm được giao hộ", ("starts_on",)),
        ("Ngày thôi giúp đỡ", ("ends_on",)),
        ("Thời gian giúp đỡ dự kiến", ("period",)),
        ("Chức vụ hiện đang giữ", ("position",)),
        # Several facts.
        ("Họ tên, dân tộc chủ hộ", ("head", "ethnicity")),
        ("Họ tên, dân tộc của người phụ trách", ("member", "ethnicity")),
        ("Nơi ở (thôn)", ("village",)),
        ("Từ ngày - đến ngày", ("period",)),
        ("Nghèo/cận nghèo", ("poverty",)),
        ("Nghèo, ghi chú", ("poor", "note")),
        ("Họ tên\nNăm sinh", ("name", "birth")),
        ("Chi bộ, đơn vị", ("cell",)),
        ("Cấp (huyện, xã)", ("tier",)),
        ("Nội dung giúp đỡ, kết quả", ("help",)),
        ("Họ tên, số giày", ()),  # one of them is unknown
        ("Họ tên, họ tên", ("name",)),
        # Variants.
        ("Năm sinh (chủ hộ)", ("birth",)),
        ("Đảng viên phụ trách, nội dung giúp đỡ", ("member",)),
        ("CB phụ trách", ("member",)),
        ("Dân tộc của đảng viên", ("ethnicity",)),
        ("Dân tộc (xem phụ lục)", ("ethnicity",)),
        ("HGĐ PT", ("head",)),
        ("H.GĐ", ("head",)),
        ("ĐV", ()),
        ("ĐV CT", ("workplace",)),
        ("CBĐV phụ trách", ("member",)),
        ("G.tính", ("sex",)),
        ("C.danh", ("position",)),
        ("Họ tên CH", ("head",)),
        ("TS khẩu", ("size",)),
        ("NTN sinh", ("birth",)),
        ("NS CH", ("birth",)),
        ("Tên ĐC GĐ", ("member",)),
        ("Số NK", ("size",)),
        ("Đơn vị CT", ("workplace",)),
        ("ĐT", ("phone",)),
        ("DT", ("ethnicity",)),
        ("Nam, nữ, giới tính", ("sex",)),
        ("Sinh: ngày, nam", ("birth",)),
        ("ĐV phụ trách", ("member",)),
        ("Sinh ngày, tháng", ("birth",)),
        ("Ngày, tháng", ()),
        ("Năm, dân tộc", ("unread", "ethnicity")),
        ("Nam, dân tộc", ("male", "ethnicity")),
        ("Ngày, tháng, nam, dân tộc", ()),
        ("Tháng, nam", ("unread",)),
        ("", ()),
    ],
)
def test_a_heading_means_these_concepts(heading: str, concepts: tuple[str, ...]) -> None:
    assert concepts_of(heading) == concepts


def test_a_similar_heading_is_found_from_six_letters_on() -> None:
    near = nearest_concept("Năm sanh")
    assert near is not None
    assert (near.concept, near.alias) == ("birth", "nam sinh")
    assert 80 <= near.score < 91
    assert nearest_concept("Chi bu") is not None
    assert nearest_concept("Ma hu") is None  # like "ma ho", but too short to be compared
    assert nearest_concept("Xyz xyz") is None


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("Năm sinh", True),
        ("Thông tin hộ", True),  # over other headings
        ("Họ và têm chủ hộ", True),
        ("Năm sanh", False),
        ("Giàng A Páo", False),
        ("Ghi chú " + "a" * 82, True),
        ("Ghi chú " + "a" * 83, False),
    ],
)
def test_a_cell_may_read_like_a_heading(text: str, is_heading: bool) -> None:
    assert is_heading_text(text) is is_heading


def test_headings_are_compared_by_their_letters_and_digits() -> None:
    assert normal_heading("  Họ & tên (chủ hộ) 2:") == "ho ten chu ho 2"
