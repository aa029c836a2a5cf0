"""Detect text in fonts from before Unicode: its bytes mean other letters."""

import re
import xml.etree.ElementTree as ET  # parts with a DOCTYPE are rejected before

_LEGACY = re.compile(r"\s*(\.Vn|VNI[-\s])", re.IGNORECASE)
_LEGACY_IN_XML = re.compile(rb"""=["']\s*(?:\.Vn|VNI[-\s])""", re.IGNORECASE)


def is_legacy(font: str) -> bool:
    """Whether a font is one of TCVN3 (".VnTime") or VNI ("VNI-Times")."""
    return _LEGACY.match(font) is not None


class LegacyFonts:
    """The legacy fonts of an .xlsx file, by style and by shared text. False if it has none."""

    def __init__(self, styles: bytes, shared_texts: bytes) -> None:
        self._by_style = _fonts_of_styles(styles) if _LEGACY_IN_XML.search(styles) else []
        self._by_text = _fonts_of_texts(shared_texts) if _LEGACY_IN_XML.search(shared_texts) else []

    def __bool__(self) -> bool:
        return bool(self._by_style or self._by_text)

    def of(self, style: int, kind: str, value: str | None) -> str | None:
        """Return the legacy font of a text cell. The font of a part of the text counts before that of the cell."""
        if kind not in ("s", "str", "inlineStr"):
            return None
        font = self._by_style[style] if 0 <= style < len(self._by_style) else ""
        if kind == "s" and value and value.isdigit() and int(value) < len(self._by_text):
            font = self._by_text[int(value)] or font
        return font if is_legacy(font) else None


def _fonts_of_styles(styles: bytes) -> list[str]:
    root = ET.fromstring(styles)  # noqa: S314 - see the import
    fonts = [_value(font, "name") for font in _children(root, "fonts")]
    numbers = [int(style.get("fontId", 0)) for style in _children(root, "cellXfs")]
    return [fonts[number] if number < len(fonts) else "" for number in numbers]


def _fonts_of_texts(shared_texts: bytes) -> list[str]:
    """Return the font of the longest run of each shared text, or "" where the style of the cell decides."""
    root = ET.fromstring(shared_texts)  # noqa: S314 - see the import
    return [_longest_run(text) for text in root if _tag(text) == "si"]


def _longest_run(text: ET.Element) -> str:
    runs = [(_value(run, "rFont"), len("".join(run.itertext()))) for run in text if _tag(run) == "r"]
    return max(runs, key=lambda run: run[1], default=("", 0))[0]


def _children(root: ET.Element, group: str) -> list[ET.Element]:
    return [child for element in root if _tag(element) == group for child in element]


def _value(element: ET.Element, tag: str) -> str:
    return next((child.get("val", "") for child in element.iter() if _tag(child) == tag), "")


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
