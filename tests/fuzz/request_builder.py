"""Build one random request with invalid values in its address, form, headers, cookies or session."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_from_bytes

from tests.fuzz import invalid_values
from tests.fuzz.pages import Fields, Page
from tests.fuzz.routes import Route

TOKEN = "Z" * 32
"""The secret in the browser's CSRF cookie."""

Pairs = list[tuple[bytes, bytes]]


@dataclass
class FuzzRequest:
    """A request before it is sent."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        invalid = {**self.headers, **self.session}
        return f"{self.method} {self.url[:400]} {self.content_type} {self.body[:600]!r} {invalid or ''}"


@dataclass(frozen=True)
class Keys:
    """Keys of rows as text: of the user's own commune, and of the other one."""

    own: tuple[str, ...]
    foreign: tuple[str, ...]


def keys_of(side: SimpleNamespace) -> tuple[str, ...]:
    rows = [value for value in vars(side).values() if hasattr(value, "pk")]
    return tuple(str(row.pk) for row in (*rows, side.account.user, side.roster.upload))


def build_request(
    rng: Random, method: str, route: Route, page: Page, sides: tuple[Any, Any], keys: Keys
) -> FuzzRequest:
    """Build a request about a row of the user's own commune, of the other one, or of none."""
    own, foreign = sides
    side = own if rng.random() < 0.75 else foreign
    path = route.invalid_path(side, rng) if rng.random() < 0.12 else route.path(side)
    request = FuzzRequest(method, path)
    basis = route.query(side).lstrip("?") if rng.random() < 0.7 else ""
    pairs = _query_pairs(rng, route, page, keys) if method == "GET" or rng.random() < 0.3 else []
    request.query = "&".join(filter(None, (basis, urlencode(pairs, rng))))
    if method == "POST":
        _fill_body(request, rng, route, page, keys)
    if rng.random() < 0.12:
        _add_invalid_context(request, rng)
    return request


def _query_pairs(rng: Random, route: Route, page: Page, keys: Keys) -> Pairs:
    names = sorted(page.parameters)
    pairs: Pairs = []
    for _ in range(invalid_values.small_number(rng, 5)):
        name = rng.choice(names) if names and rng.random() < 0.6 else invalid_values.parameter_name(rng, route.model)
        pairs.append((name.encode(errors="replace"), _value(rng, page.parameters.get(name, []), keys)))
    if rng.random() < 0.15:  # the same parameter twice
        pairs.append((rng.choice(pairs)[0], _value(rng, [], keys)))
    return pairs


def _value(rng: Random, offered: list[str], keys: Keys) -> bytes:
    """An invalid value, a key of the own or of the other commune, or a value that the page offers."""
    draw = rng.random()
    if draw < 0.55:
        return invalid_values.value(rng)
    if draw < 0.70:
        return rng.choice(keys.foreign).encode()
    if draw < 0.85 or not offered:
        return rng.choice(keys.own).encode()
    return rng.choice(offered).encode(errors="replace")


def urlencode(pairs: Iterable[tuple[bytes, bytes]], rng: Random) -> str:
    safe = "" if rng.random() < 0.9 else "[]{}:/;,"
    return "&".join(f"{quote_from_bytes(name, safe)}={quote_from_bytes(value, safe)}" for name, value in pairs)


# --- posted forms --------------------------------------------------------------------------------------


def _fill_body(request: FuzzRequest, rng: Random, route: Route, page: Page, keys: Keys) -> None:
    form: Fields = rng.choice(page.forms) if page.forms else {}
    pairs = [(name, _typical_value(rng, offered)) for name, offered in form.items() if rng.random() < 0.96]
    pairs = _with_invalid_values(rng, pairs, form, keys)
    if rng.random() < 0.2:
        pairs.append((invalid_values.parameter_name(rng, route.model), _value(rng, [], keys)))
    pairs = [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]
    if rng.random() < 0.93:
        pairs.append(("csrfmiddlewaretoken", TOKEN.encode()))
    elif rng.random() < 0.5:
        pairs.append(("csrfmiddlewaretoken", invalid_values.value(rng)))
    raw = [(name.encode(errors="replace"), value) for name, value in pairs]
    if rng.random() < 0.15 or "import_file" in form or "file" in form:
        _as_multipart(request, raw, rng)
    else:
        request.content_type, request.body = "application/x-www-form-urlencoded", urlencode(raw, rng).encode()
    if rng.random() < 0.03:
        _break_body(request, rng)


def _typical_value(rng: Random, offered: list[str]) -> bytes:
    filled = [value for value in offered if value]
    return rng.choice(filled or [""]).encode(errors="replace")


def _with_invalid_values(
    rng: Random, pairs: list[tuple[str, bytes]], form: Fields, keys: Keys
) -> list[tuple[str, bytes]]:
    """Replace or repeat a few of the fields with other values."""
    for _ in range(invalid_values.small_number(rng, 4)):
        if not pairs:
            break
        index = rng.randrange(len(pairs))
        name = pairs[index][0]
        invalid = (name, _value(rng, form.get(name, []), keys))
        if rng.random() < 0.85:
            pairs[index] = invalid
        else:
            pairs.append(invalid)
    return pairs


_FILES = (b"", b"\0", b"a,b\n1,2\n", b"PK\x03\x04", b"%PDF-1.4", "Mã,Tên\n08001,Thổ Bình\n".encode(), b"\xff\xfe\x00")
_FILE_FIELDS = {b"file", b"import_file"}


def _as_multipart(request: FuzzRequest, pairs: Pairs, rng: Random) -> None:
    parts = []
    for name, content in pairs:
        head = b'Content-Disposition: form-data; name="' + name.replace(b'"', b"%22").replace(b"\r\n", b"") + b'"'
        if name in _FILE_FIELDS:
            filename = rng.choice((b"a.xlsx", b"a.csv", b"", b"..", b"a\0.csv", b"x" * 300, b"\xff.csv"))
            head += b'; filename="' + filename + b'"\r\nContent-Type: text/csv'
            content = rng.choice(_FILES)
        parts.append(b"--limit\r\n" + head + b"\r\n\r\n" + content + b"\r\n")
    request.content_type, request.body = "multipart/form-data; boundary=limit", b"".join(parts) + b"--limit--\r\n"


_TYPES = (
    "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "a/b; charset=hex",
    "multipart/form-data; boundary=other", "application/x-www-form-urlencoded; charset=utf-16", "x" * 300,
    "application/x-www-form-urlencoded; charset=klingon", "text/plain; charset=base64", "text/plain; charset=utf-7",
    "multipart/form-data; boundary=" + "a" * 500, "text/plain; charset=idna",
)  # fmt: skip


def _break_body(request: FuzzRequest, rng: Random) -> None:
    if rng.random() < 0.1:  # more fields, or larger ones, than the program accepts
        request.body += b"&x=1" * 10_001 if rng.random() < 0.5 else b"&x=" + b"a" * 3_000_000
        return
    if rng.random() < 0.7:
        request.content_type = rng.choice(_TYPES)
        return
    request.body = request.body[: rng.randrange(len(request.body) or 1)]
    if rng.random() < 0.3:
        request.headers["CONTENT_LENGTH"] = rng.choice(("0", "-1", "x", "", "9" * 30, str(min(10, len(request.body)))))


# --- headers, cookies and the session ------------------------------------------------------------------

_HEADERS = (
    "HTTP_REFERER HTTP_X_FORWARDED_FOR HTTP_ACCEPT HTTP_ACCEPT_LANGUAGE HTTP_IF_NONE_MATCH HTTP_IF_MODIFIED_SINCE"
    " HTTP_RANGE HTTP_HX_CURRENT_URL HTTP_HX_TARGET HTTP_HX_TRIGGER HTTP_HX_PROMPT HTTP_HX_TRIGGERING_EVENT"
    " HTTP_USER_AGENT HTTP_ORIGIN HTTP_X_REQUESTED_WITH HTTP_X_CSRFTOKEN HTTP_ACCEPT_ENCODING HTTP_AUTHORIZATION"
    " CONTENT_TYPE HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_HOST"
).split()
_COOKIES = ("sessionid", "csrftoken", "django_language", "messages", "remember_token", "x")
_SESSION_KEYS = (
    "seen_at second_factor_seen_at account_authentication_methods _messages allauth.mfa.totp.secret account_login"
    " mfa.totp.secret mfa.recovery_codes.seed account_user"
).split()
_SESSION_VALUES: tuple[Any, ...] = (None, "", "x", 0, -1, 1e300, [], [1], ["", "x"], [None, None], {}, {"a": 1}, True)


def _add_invalid_context(request: FuzzRequest, rng: Random) -> None:
    draw = rng.random()
    if draw < 0.4:
        request.headers["HTTP_HX_REQUEST"] = "true"
        name = rng.choice(_HEADERS)
        request.headers[name] = rng.choice(_TYPES) if name == "CONTENT_TYPE" else _header_value(rng)
    elif draw < 0.75:
        name = rng.choice(_COOKIES)
        cookie_value = rng.choice(('"\\000x"', '"\\377"', _header_value(rng), _header_value(rng)))
        request.headers["invalid cookie"] = f"{name}={cookie_value}"
    else:
        request.session[rng.choice(_SESSION_KEYS)] = rng.choice(_SESSION_VALUES)


def _header_value(rng: Random) -> str:
    """An invalid value as a server passes it on: bytes as Latin-1, without line ends."""
    return invalid_values.value(rng).decode("latin-1").replace("\r", " ").replace("\n", " ")[:4_000]
