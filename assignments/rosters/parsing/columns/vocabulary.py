"""The headings that offices use for every concept, normalised (no marks, no punctuation)."""

from assignments.rosters.fields import CONCEPTS

# The concept of a column that is known and not read.
UNREAD = "unread"

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


ALIASES = {" ".join(heading.split()): concept.name for concept in CONCEPTS for heading in concept.headings.split(",")}
GROUP_ALIASES = _spread(GROUPS)
