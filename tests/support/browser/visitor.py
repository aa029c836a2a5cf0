"""A user at a browser, who opens pages and checks each without knowledge of its code."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe.min.js")
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SMALLEST_TARGET = 24
"""The minimum width and height of a target in pixels, by WCAG 2.2, 2.5.8."""

TEXTS = """() => {
    const texts = new Set();
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const inside = walk.currentNode.parentElement.closest("script, style, noscript");
        const text = walk.currentNode.textContent.replace(/\\s+/g, " ").trim();
        if (!inside && text) texts.add(text);
    }
    for (const name of ["aria-label", "alt", "title", "placeholder", "data-label"])
        for (const element of document.querySelectorAll(`[${name}]`)) texts.add(element.getAttribute(name));
    return [...texts];
}"""
INLINE = """() => [...document.querySelectorAll("*")].flatMap(element => [
    ...element.getAttributeNames().filter(name => /^(style$|on)/.test(name)).map(name => element.tagName + name),
    ...(element.tagName === "STYLE" || (element.tagName === "SCRIPT" && !element.src) ? [element.tagName] : []),
])"""
SMALL_TARGETS = """smallest => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")]
    .filter(element => element.checkVisibility() && !element.matches(".skip-link"))
    .filter(element => !element.closest("p") || getComputedStyle(element).display !== "inline")
    .map(element => [element, element.getBoundingClientRect()])
    .filter(([element, box]) => Math.round(box.height) < smallest || Math.round(box.width) < smallest)
    .map(([element, box]) => [element.textContent.trim() || element.name, box])
    .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`)
"""
"""Links within a sentence are as high as its line; the standard exempts them."""


class Visitor:
    """A user with a browser; paths are relative to the address of the program."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def path(self) -> str:
        return "/" + self.page.url.split("/", 3)[3]

    def upload(self, file: Any) -> None:
        self.page.goto("/rosters/")
        self.page.set_input_files("#id_file", file.path)
        self.page.click(".upload button")

    def texts(self) -> set[str]:
        return set(self.page.evaluate(TEXTS))

    def faults(self) -> list[str]:
        """The faults of the open page, at the widths of a desk and of a phone."""
        messages = [f"inline {text}" for text in self.page.evaluate(INLINE)]
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            where = f"at {size['width']}:"
            messages += [f"{where} {text}" for text in self._broken_rules()]
            width = self.page.evaluate("document.documentElement.scrollWidth")
            messages += [f"{where} the page is {width} wide"] if width > size["width"] else []
            small = self.page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
            messages += [f"{where} too small to tap: {text}" for text in small]
        return messages

    def _broken_rules(self) -> list[str]:
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1]}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
