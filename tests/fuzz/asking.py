"""One request with nonsense in it: which page, who asks, and what is odd about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_from_bytes

from tests.fuzz import nonsense
from tests.fuzz.pages import Fields, Page
from tests.fuzz.places import Place

TOKEN = "Z" * 32
"""The secret that the browser's cookie for forms holds."""

Pairs = list[tuple[bytes, bytes]]


@dataclass
class Ask:
    """A request, before it is sent."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        odd = {**self.headers, **self.session}
        address = f"{self.path}?{self.query}" if self.query else self.path
        return f"{self.method} {address[:400]} {self.content_type} {self.body[:600]!r} {odd or ''}"


@dataclass(frozen=True)
class Keys:
    """Keys of rows as text: those of the asking person's commune, and those of the other one."""

    own: tuple[str, ...]
    foreign: tuple[str, ...]


def keys_of(side: SimpleNamespace) -> tuple[str, ...]:
    rows = [value for value in vars(side).values() if hasattr(value, "pk")]
    return tuple(str(row.pk) for row in (*rows, side.account.user, side.roster.upload))


def made(chance: Random, method: str, place: Place, page: Page, sides: tuple[Any, Any], keys: Keys) -> Ask:
    """A request about a row of one's own commune, of the other one, or of none."""
    own, foreign = sides
    side = own if chance.random() < 0.75 else foreign
    path = place.nonsense_path(side, chance) if chance.random() < 0.12 else place.path(side)
    ask = Ask(method, path)
    basis = place.query(side).lstrip("?") if chance.random() < 0.7 else ""
    odd = _question(chance, place, page, keys) if method == "GET" or chance.random() < 0.3 else []
    ask.query = "&".join(filter(None, (basis, encoded(odd, chance))))
    if method == "POST":
        _fill_body(ask, chance, place, page, keys)
    if chance.random() < 0.12:
        _odd_surroundings(ask, chance)
    return ask


def _question(chance: Random, place: Place, page: Page, keys: Keys) -> Pairs:
    known = sorted(page.asked)
    pairs: Pairs = []
    for _ in range(nonsense.few(chance, 5)):
        name = chance.choice(known) if known and chance.random() < 0.6 else nonsense.name(chance, place.model)
        pairs.append((name.encode(errors="replace"), _value(chance, page.asked.get(name, []), keys)))
    if chance.random() < 0.15:  # the same parameter twice
        pairs.append((chance.choice(pairs)[0], _value(chance, [], keys)))
    return pairs


def _value(chance: Random, offered: list[str], keys: Keys) -> bytes:
    """Nonsense, a key of one's own or of the other commune, or what the page offers."""
    dice = chance.random()
    if dice < 0.55:
        return nonsense.value(chance)
    if dice < 0.70:
        return chance.choice(keys.foreign).encode()
    if dice < 0.85 or not offered:
        return chance.choice(keys.own).encode()
    return chance.choice(offered).encode(errors="replace")


def encoded(pairs: Iterable[tuple[bytes, bytes]], chance: Random) -> str:
    safe = "" if chance.random() < 0.9 else "[]{}:/;,"
    return "&".join(f"{quote_from_bytes(name, safe)}={quote_from_bytes(value, safe)}" for name, value in pairs)


# --- posted forms --------------------------------------------------------------------------------------


def _fill_body(ask: Ask, chance: Random, place: Place, page: Page, keys: Keys) -> None:
    form: Fields = chance.choice(page.forms) if page.forms else {}
    pairs = [(name, _usual(chance, offered)) for name, offered in form.items() if chance.random() < 0.96]
    pairs = _spoiled(chance, pairs, form, keys)
    if chance.random() < 0.2:
        pairs.append((nonsense.name(chance, place.model), _value(chance, [], keys)))
    pairs = [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]
    if chance.random() < 0.93:
        pairs.append(("csrfmiddlewaretoken", TOKEN.encode()))
    elif chance.random() < 0.5:
        pairs.append(("csrfmiddlewaretoken", nonsense.value(chance)))
    raw = [(name.encode(errors="replace"), value) for name, value in pairs]
    if chance.random() < 0.15 or "import_file" in form or "file" in form:
        _as_multipart(ask, raw, chance)
    else:
        ask.content_type, ask.body = "application/x-www-form-urlencoded", encoded(raw, chance).encode()
    if chance.random() < 0.03:
        _as_something_else(ask, chance)


def _usual(chance: Random, offered: list[str]) -> bytes:
    filled = [value for value in offered if value]
    return chance.choice(filled or [""]).encode(errors="replace")


def _spoiled(chance: Random, pairs: list[tuple[str, bytes]], form: Fields, keys: Keys) -> list[tuple[str, bytes]]:
    """A few of the fields with something else in them, or twice."""
    for _ in range(nonsense.few(chance, 4)):
        if not pairs:
            break
        where = chance.randrange(len(pairs))
        name = pairs[where][0]
        odd = (name, _value(chance, form.get(name, []), keys))
        if chance.random() < 0.85:
            pairs[where] = odd
        else:
            pairs.append(odd)
    return pairs


_FILES = (b"", b"\0", b"a,b\n1,2\n", b"PK\x03\x04", b"%PDF-1.4", "Mã,Tên\n08001,Thổ Bình\n".encode(), b"\xff\xfe\x00")
_FILE_FIELDS = {b"file", b"import_file"}


def _as_multipart(ask: Ask, pairs: Pairs, chance: Random) -> None:
    parts = []
    for name, value in pairs:
        head = b'Content-Disposition: form-data; name="' + name.replace(b'"', b"%22").replace(b"\r\n", b"") + b'"'
        if name in _FILE_FIELDS:
            named = chance.choice((b"a.xlsx", b"a.csv", b"", b"..", b"a\0.csv", b"x" * 300, b"\xff.csv"))
            head += b'; filename="' + named + b'"\r\nContent-Type: text/csv'
            value = chance.choice(_FILES)
        parts.append(b"--limit\r\n" + head + b"\r\n\r\n" + value + b"\r\n")
    ask.content_type, ask.body = "multipart/form-data; boundary=limit", b"".join(parts) + b"--limit--\r\n"


_TYPES = (
    "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "a/b; charset=hex",
    "multipart/form-data; boundary=other", "application/x-www-form-urlencoded; charset=utf-16", "x" * 300,
    "application/x-www-form-urlencoded; charset=klingon", "text/plain; charset=base64", "text/plain; charset=utf-7",
    "multipart/form-data; boundary=" + "a" * 500, "text/plain; charset=idna",
)  # fmt: skip


def _as_something_else(ask: Ask, chance: Random) -> None:
    if chance.random() < 0.1:  # more fields, or more of them, than the program takes
        ask.body += b"&x=1" * 10_001 if chance.random() < 0.5 else b"&x=" + b"a" * 3_000_000
        return
    if chance.random() < 0.7:
        ask.content_type = chance.choice(_TYPES)
        return
    ask.body = ask.body[: chance.randrange(len(ask.body) or 1)]
    if chance.random() < 0.3:
        ask.headers["CONTENT_LENGTH"] = chance.choice(("0", "-1", "x", "", "9" * 30, str(min(10, len(ask.body)))))


# --- headers, cookies and the session ------------------------------------------------------------------

_HEADERS = (
    "HTTP_REFERER HTTP_X_FORWARDED_FOR HTTP_ACCEPT HTTP_ACCEPT_LANGUAGE HTTP_IF_NONE_MATCH HTTP_IF_MODIFIED_SINCE"
    " HTTP_RANGE HTTP_HX_CURRENT_URL HTTP_HX_TARGET HTTP_HX_TRIGGER HTTP_HX_PROMPT HTTP_HX_TRIGGERING_EVENT"
    " HTTP_USER_AGENT HTTP_ORIGIN HTTP_X_REQUESTED_WITH HTTP_X_CSRFTOKEN HTTP_ACCEPT_ENCODING HTTP_AUTHORIZATION"
    " CONTENT_TYPE HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_HOST"
).split()
_COOKIES = ("sessionid", "csrftoken", "django_language", "messages", "remember_token", "x")
_SESSION = (
    "seen_at second_factor_seen_at account_authentication_methods _messages allauth.mfa.totp.secret account_login"
    " mfa.totp.secret mfa.recovery_codes.seed account_user"
).split()
_SESSION_VALUES: tuple[Any, ...] = (None, "", "x", 0, -1, 1e300, [], [1], ["", "x"], [None, None], {}, {"a": 1}, True)


def _odd_surroundings(ask: Ask, chance: Random) -> None:
    dice = chance.random()
    if dice < 0.4:
        ask.headers["HTTP_HX_REQUEST"] = "true"
        name = chance.choice(_HEADERS)
        ask.headers[name] = chance.choice(_TYPES) if name == "CONTENT_TYPE" else _of_header(chance)
    elif dice < 0.75:
        name = chance.choice(_COOKIES)
        inside = chance.choice(('"\\000x"', '"\\377"', _of_header(chance), _of_header(chance)))
        ask.headers["odd cookie"] = f"{name}={inside}"
    else:
        ask.session[chance.choice(_SESSION)] = chance.choice(_SESSION_VALUES)


def _of_header(chance: Random) -> str:
    """Nonsense as a server passes it on: bytes as letters, without the ends of lines."""
    return nonsense.value(chance).decode("latin-1").replace("\r", " ").replace("\n", " ")[:4_000]
