"""Invented people, households and places of Lâm Bình, the same for the same seed."""

import datetime
import random
from dataclasses import dataclass, field, replace


def words(text: str, between: str = " ") -> list[str]:
    """A list written as one line of text."""
    return text.split(between)


SURNAMES = words(
    "Hà Hoàng Nguyễn Ma Quan Hứa Vàng Giàng Nông Vũ Lý Cháng Chẩu Triệu Lù Phùng Đặng Hầu Lương Tẩn Sìn Phù "
    "Sùng Bàn Lê Đỗ Húng Trần Phạm Tải Bùi"
)
MALE_MIDDLE = words("Văn|Văn|Ngọc|Quang|Đình|Seo|Xuân|Tiến|Đức||Kim|A|Hữu|Công|Tiến Đức", "|")
FEMALE_MIDDLE = words("Thị|Thị|Thị Kim|Ngọc|Thị Thu|Thúy|Mùi|Thị Hồng|", "|")
MALE_GIVEN = words(
    "Ngoãn Hòa Đông Thắng Ứng Thủy Trường Ký Chiến Phủ Vượng Sơn Nghĩa Đạt Khải Quang Tuấn Dũng Quý Ân Huân "
    "Páo Ỏn Đường Đềnh Huấn Tư Minh Ấn Hoà Khoẻ"
)
FEMALE_GIVEN = words("Đào Yến Thoa Mùi Ánh Sính Thủy Cát Hòe Hường Pham Nguyệt Hoa Lan Mẩy Duyên Thuỷ Dợ Mỷ")
VILLAGES = {
    "Thổ Bình": "Bản Hin|Bản Lầu|Bản Đứa|Nà Khà|Nà Tát|Nặm Luông|Nặm Tấng|Phiêng Đíp|Thẳm Kiệt|Đồng Hin",
    "Bình An": "Bản Kiệt|Bản Tông|Lũng Cọn|Nà Củng|Nà Khà|Nà Thuôn|Nặm Hin|Nặm Mỵ",
    "Hồng Quang": "Bản Muông|Cốc Kiệt|Khuổi Bưa|Khuổi Ráo|Nà Khà|Nặm Luông|Nặm Trang|Pác Lầu|Thẳm Lòa",
    "Xuân Lập": "Khuổi Chả|Nà Khà|Nặm Muông|Nặm Đứa|Phiêng Lầu",
    "Lăng Can": "Bản Bưa|Cốc Củng|Khuổi Đứa|Lũng Đíp|Nà Khà|Nà Pung|Phiêng Thàng|Pác Khà|Đồng Củng",
    "Khuôn Hà": "Bản Phú|Bản Tát|Khuổi Lầu|Khuổi Muông|Lũng Khà|Nà Muông|Phiêng Cọn|Phiêng Mỵ",
    "Thượng Lâm": "Bản Luông|Bản Trang|Khuổi Tát|Nà Khà|Phiêng Khà|Phiêng Xé|Pác Chả|Đồng Tấng",
    "Phúc Yên": "Bản Vàng|Nà Khà|Nà Lòa|Nặm Luông|Pác Xé",
}
COMMUNE_CODES = dict(zip(VILLAGES, words("02296 02290 02293 02242 02266 02251 02269 02233"), strict=True))
ETHNICITIES = ("Tày", "Tày", "Tày", "Dao", "Mông", "Kinh", "Pà Thẻn")
POSITIONS = words(
    "Bí thư chi bộ|Phó Bí thư chi bộ|Chi ủy viên|Trưởng thôn|Đảng viên|Giáo viên|Cán bộ hưu trí|"
    "Chủ tịch Hội Nông dân|Trưởng Ban công tác Mặt trận|Công chức Văn phòng - Thống kê",
    "|",
)
AGENCIES = words(
    "Công an huyện|Văn phòng Huyện ủy|Hạt Kiểm lâm|Trung tâm Y tế huyện|Hội Liên hiệp Phụ nữ huyện|"
    "Ban Chỉ huy Quân sự huyện|Phòng Giáo dục và Đào tạo|Cơ quan Tổ chức - Nội vụ|"
    "Phòng Nông nghiệp và Phát triển nông thôn|Ủy ban Mặt trận Tổ quốc huyện",
    "|",
)
AGENCY_POSITIONS = words("Trưởng phòng|Phó Trưởng phòng|Chuyên viên|Cán bộ|Thủ trưởng cơ quan|Kế toán", "|")
CLASSES = ("poor", "poor", "near_poor", "other", "other")


@dataclass(frozen=True)
class Household:
    """A household with the facts of a register."""

    code: str
    head: str
    sex: str
    birth: datetime.date
    ethnicity: str
    citizen_id: str
    village: str
    commune: str
    size: int
    poverty: str
    phone: str

    @property
    def facts(self) -> dict[str, object]:
        """The values of a household's row under the names that the reader gives them."""
        return {
            "household_code": self.code,
            "head_name": self.head,
            "head_birth_year": self.birth.year,
            "sex": self.sex,
            "ethnicity": self.ethnicity,
            "citizen_id": self.citizen_id,
            "village": self.village,
            "commune": self.commune,
            "household_size": self.size,
            "poverty": self.poverty,
            "phone": self.phone,
        }


@dataclass(frozen=True)
class Member:
    """A member with the households that the member is in charge of."""

    name: str
    sex: str
    birth: datetime.date
    position: str
    organisation: str
    village: str
    commune: str
    phone: str
    level: str = "commune"
    households: tuple[Household, ...] = field(default=(), compare=False)

    @property
    def facts(self) -> dict[str, object]:
        """The values of a member's row under the names that the reader gives them."""
        return {
            "full_name": self.name,
            "sex": self.sex,
            "birth_date": self.birth.isoformat(),
            "position": self.position,
            "organisation": self.organisation,
            "village": self.village,
            "commune": self.commune,
            "level": self.level,
            "phone": self.phone,
        }

    def in_charge_of(self, household: Household) -> dict[str, object]:
        """The values of the row that puts this member in charge of `household`."""
        return {
            "member_name": self.name,
            "member_position": self.position,
            "member_organisation": self.organisation,
            "level": self.level,
            **household.facts,
        }


class District:
    """A source of invented people; one seed gives one population."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.communes = list(VILLAGES)
        self.random.shuffle(self.communes)
        self.commune = self.communes[0]
        self._serial = self.random.randint(100, 3000)

    def villages(self, count: int, commune: str = "") -> list[str]:
        """Up to `count` villages of `commune` (by default the district's first)."""
        names = VILLAGES[commune or self.commune].split("|")
        return self.random.sample(names, min(count, len(names)))

    def pick(self, *choices: str) -> str:
        """One of several wordings of offices for the same thing."""
        return self.random.choice(choices)

    def name(self, sex: str) -> str:
        """A name of two to four syllables."""
        middles, givens = (MALE_MIDDLE, MALE_GIVEN) if sex == "M" else (FEMALE_MIDDLE, FEMALE_GIVEN)
        parts = (self.random.choice(SURNAMES), self.random.choice(middles), self.random.choice(givens))
        return " ".join(part for part in parts if part)

    def household(self, village: str, commune: str = "", poverty: str = "") -> Household:
        """A household of `village`, with everything that a register asks for."""
        choose, commune = self.random, commune or self.commune
        self._serial += choose.randint(1, 9)
        sex, birth = choose.choice("MMF"), self.day(1938, 1998)
        century_and_sex = "0" if sex == "M" else "1"
        citizen = f"008{century_and_sex}{birth.year % 100:02}{choose.randint(0, 999999):06}"
        return Household(
            code=f"LB{COMMUNE_CODES[commune]}{self._serial:05}",
            head=self.name(sex),
            sex=sex,
            birth=birth,
            ethnicity=choose.choice(ETHNICITIES),
            citizen_id=citizen,
            village=village,
            commune=commune,
            size=choose.randint(1, 9),
            poverty=poverty or choose.choice(CLASSES),
            phone=self.phone(),
        )

    def member(self, village: str, commune: str = "", households: int = 0) -> Member:
        """A member of the cell of `village`, in charge of so many of its households."""
        sex, commune = self.random.choice("MMF"), commune or self.commune
        return Member(
            name=self.name(sex),
            sex=sex,
            birth=self.day(1950, 1999),
            position=self.random.choice(POSITIONS),
            organisation=f"Chi bộ thôn {village}",
            village=village,
            commune=commune,
            phone=self.phone(),
            households=tuple(self.household(village, commune) for _ in range(households)),
        )

    def official(self, agency: str = "") -> Member:
        """An official of a district agency, in charge of one poor household anywhere."""
        commune = self.random.choice(self.communes)
        village = self.villages(1, commune)[0]
        return replace(
            self.member(village, commune),
            position=self.random.choice(AGENCY_POSITIONS),
            organisation=agency or self.random.choice(AGENCIES),
            level="district",
            households=(self.household(village, commune, poverty="poor"),),
        )

    def phone(self) -> str:
        """A mobile number of ten digits."""
        return self.random.choice(("091", "097", "098", "036", "083")) + f"{self.random.randint(0, 9999999):07}"

    def day(self, first_year: int, last_year: int) -> datetime.date:
        """A day, never the first of a month: that one might stand for the month."""
        return datetime.date(
            self.random.randint(first_year, last_year), self.random.randint(1, 12), self.random.randint(2, 28)
        )
