"""Messages of other packages that our pages can show, given our settings and addresses."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib

from tests.support.messages import in_python, in_template

ContextMessage = tuple[str | None, str, str | None]
"""Context, msgid, and plural where there is one."""

DJANGO = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/postgres", "contrib/sessions")
SOURCES = {
    "allauth": (
        "account/**/*.py",
        "mfa/*.py",
        "mfa/base/**/*.py",
        "mfa/internal/**/*.py",
        "mfa/totp/**/*.py",
        "mfa/recovery_codes/**/*.py",
        "usersessions/**/*.py",
        "core/**/*.py",
        "decorators.py",
        "utils.py",
        "templates/account/messages/*.txt",
        "templates/mfa/messages/*.txt",
        "templates/usersessions/messages/*.txt",
    ),
    "import_export": ("**/*.py", "templates/**/*.html"),
    "django_htmx": ("**/*.py",),
    "django_tasks": ("**/*.py",),
    "django_tasks_db": ("**/*.py",),
    "csp": ("**/*.py",),
    "whitenoise": ("**/*.py",),
}
"""Source files with messages. Of allauth only the parts whose addresses we use; our own templates replace its pages."""

NEVER_FROM = {
    "global_settings.py": "names of languages that are not offered",
    "default_urlconf.html": "the page of a project without addresses",
    "defaultfilters.py": "sizes in bytes are never printed with a unit of Django's",
    "syndication": "no feeds",
    "allauth/account/admin.py": "its registers are taken out",
    "allauth/mfa/admin.py": "its registers are taken out",
    "allauth/usersessions/admin.py": "its registers are taken out",
    "tests/": "tests of the package",
}
"""Parts whose messages our pages never show, with the reason."""

SAME_IN_BOTH = {"IPv4", "IPv6", "Email", "MFA", "ID"}
_LETTERS = re.compile(r"[A-Za-z]{2}")
_MARKS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;")


def messages() -> dict[ContextMessage, str]:
    """Every message with the file of the package that contains it."""
    return dict(_django_messages()) | dict(_source_messages())


def _django_messages() -> Iterator[tuple[ContextMessage, str]]:
    for part in DJANGO:
        folder = _package("django") / part / "locale/en/LC_MESSAGES"
        for entry in polib.pofile(str(folder / "django.po")):
            paths = [path for path, _line in entry.occurrences]
            if entry.msgid and not entry.obsolete and not all(map(_is_never, paths or ["?"])):
                yield (entry.msgctxt, entry.msgid, entry.msgid_plural or None), paths[0] if paths else part


def _source_messages() -> Iterator[tuple[ContextMessage, str]]:
    for package, patterns in SOURCES.items():
        for pattern in patterns:
            for file in _package(package).glob(pattern):
                path = str(file.relative_to(_package(package).parent))
                if not _is_never(path):
                    yield from ((message, path) for message in _messages_of_file(file))


def _messages_of_file(file: Path) -> Iterator[ContextMessage]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        return ((None, *message) for message in in_template(text))
    contexts = dict(_contexts(text))
    return ((contexts.get(msgid), msgid, plural) for msgid, plural in in_python(text))


def _contexts(source: str) -> Iterator[tuple[str, str]]:
    """Yield each message that has a context, with the context."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("pgettext"):
            context, msgid = (ast.literal_eval(argument) for argument in node.args[:2])
            yield msgid, context


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None, name
    assert spec.origin is not None, name
    return Path(spec.origin).parent


def _is_never(path: str) -> bool:
    return any(part in path for part in NEVER_FROM)


def is_text(msgid: str) -> bool:
    """Whether the message contains anything to translate."""
    return msgid not in SAME_IN_BOTH and bool(_LETTERS.search(_MARKS.sub("", msgid)))
