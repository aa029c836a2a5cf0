"""Names of browser and operating system from a user agent."""

import re

from django.utils.translation import gettext as _

BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"coc_coc_browser", "Cốc Cốc"),
    (r"OPR/", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"Windows NT 6\.1", "Windows 7"),
    (r"Windows NT 6\.[23]", "Windows 8"),
    (r"Windows", "Windows"),
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)


def describe_user_agent(user_agent: str) -> str:
    """Browser and operating system, for example "Chrome, Windows 7"."""
    names = [_first_match(patterns, user_agent) for patterns in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or _("unknown browser")


def _first_match(patterns: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in patterns if re.search(pattern, text)), "")
