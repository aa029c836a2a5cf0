"""A person at a browser: goes to pages, and looks at each as a stranger to its code would."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe.min.js")
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SMALLEST_TARGET = 24
"""Pixels each way: what the standard (WCAG 2.2, 2.5.8) asks of what one taps."""

TEXTS = """() => {
    const said = new Set();
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const inside = walk.currentNode.parentElement.closest("script, style, noscript");
        const text = walk.currentNode.textContent.replace(/\\s+/g, " ").trim();
        if (!inside && text) said.add(text);
    }
    for (const name of ["aria-label", "alt", "title", "placeholder", "data-label"])
        for (const one of document.querySelectorAll(`[${name}]`)) said.add(one.getAttribute(name));
    return [...said];
}"""
INLINE = """() => [...document.querySelectorAll("*")].flatMap(one => [
    ...one.getAttributeNames().filter(name => /^(style$|on)/.test(name)).map(name => one.tagName + name),
    ...(one.tagName === "STYLE" || (one.tagName === "SCRIPT" && !one.src) ? [one.tagName] : []),
])"""
SMALL_TARGETS = """smallest => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")]
    .filter(one => one.checkVisibility() && !one.matches(".skip-link"))
    .filter(one => !one.closest("p") || getComputedStyle(one).display !== "inline")
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => Math.round(box.height) < smallest || Math.round(box.width) < smallest)
    .map(([one, box]) => `${one.textContent.trim() || one.name} ${Math.round(box.width)}×${Math.round(box.height)}`)
"""
"""Links within a sentence are as high as its line; the standard leaves them out."""


class Visitor:
    """One person with one browser, whose addresses begin at the program's."""

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
        """What is wrong with the page that is open, on a desk and on a phone."""
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
