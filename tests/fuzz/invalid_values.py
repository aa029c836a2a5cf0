"""Invalid values by kind, and lookups of Django's that no page offers."""

from random import Random

from django.apps import apps
from django.db import models

Model = type[models.Model]

KINDS: dict[str, tuple[bytes, ...]] = {
    "nothing": (b"", b" ", b"\xc2\xa0"),
    "a word": (b"x", b"None", b"true", b"null", b"undefined", "Nguyễn".encode(), b"unknown"),
    "NUL": (b"\0", b"a\0b", b"1\0"),
    "a huge number": (b"9" * 30, b"2147483648", b"9223372036854775808", b"9" * 5000, b"1e400"),
    "a small number": (b"-1", b"0", b"-9223372036854775809", b"0.5", b"1.0", b"+1", b" 1 ", b"1_0", b"-0"),
    "other digits": ("²".encode(), "٣".encode(), "１".encode(), b"0x1f", b"1e3", b"NaN", b"Infinity"),
    "a bad date": (b"31/02/2020", b"0000-00-00", b"99999-01-01", b"2020-13-01", b"32/1/2020", b"1/1/1", b"29/2/2019"),
    "an early or late date": (b"0001-01-01", b"9999-12-31", b"01/01/0001", b"31/12/9999", b"31/12/2999", b"1/1/10000"),
    "bad UTF-8": (b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"a\x80b", b"\xf8\x88\x80\x80\x80"),
    "odd letters": (
        "\u202e".encode(),
        "😀".encode(),
        "\ufeff".encode(),
        b"a\r\nb: c",
        b"\x1b[2J",
        b"\x7f",
        "İ".encode(),
    ),
    "marks": (
        b"'",
        b'"',
        b"';--",
        b"%",
        b"%s",
        b"%(x)s",
        b"{0}",
        b"{{ 1 }}",
        b"\\",
        b"<script>",
        b"&",
        b"#",
        b"*",
        b"(",
    ),
    "a long text": (b"a" * 300, b"a" * 20_000, "ậ".encode() * 2_000, b"a " * 3_000, b"(" * 2_000),
    "a list": (b"1,2,3", b"1,,x", b",", b"[1]", b"1;2", b"1-2"),
    "a text of a program": (b'{"a":', b"[]", b"{}", b'{"a": NaN}', b"__class__", b"a__b", b"pk", b"-pk", b"?"),
    "an address": (
        b"//[",
        b"http://[",
        b"https://example.org/",
        b"/../..",
        b"javascript:1",
        b"//example.org",
        b"/admin/",
    ),
    "codes": (b"00000000-0000-0000-0000-000000000000", b"ZmFsc2U=", b"_", b"_5F", b"_00", b"_FF", b"_GG", b"-"),
}

LOOKUPS = (
    "exact iexact contains icontains startswith istartswith endswith iendswith in gt gte lt lte range isnull regex"
    " iregex date year month day week time hour quarter contained_by overlap len has_key unaccent trigram_similar"
    " search startswith__year isempty fully_lt nonsense"
).split()

REGISTER_PARAMETERS = (
    "q o p e all _popup _to_field _changelist_filters _facets _save _source_model _selected_action action index"
    " select_across app_label model_name field_name term page format resource export_items reason next"
).split()
"""Parameter names of Django's registers."""


def value(rng: Random) -> bytes:
    return rng.choice(KINDS[rng.choice(list(KINDS))])


def small_number(rng: Random, maximum: int) -> int:
    """A number from 1 to `maximum`, small ones more often."""
    return 1 + int(rng.random() ** 2 * maximum)


def parameter_name(rng: Random, model: Model | None) -> str:
    """The name of a parameter that the page, which may be a register of `model`, need not know."""
    draw = rng.random()
    if draw < 0.4:
        return rng.choice(REGISTER_PARAMETERS)
    if draw < 0.9:
        return lookup(rng, model if model and rng.random() < 0.8 else rng.choice(_models()))
    return value(rng)[:200].decode(errors="replace")


def lookup(rng: Random, model: Model) -> str:
    """A path along the relations of a model with a lookup, like `household__head_name__startswith`."""
    path: list[str] = []
    while True:
        field = rng.choice(model._meta.get_fields())
        path.append(field.name)
        related_model = field.related_model
        if not isinstance(related_model, type) or len(path) > 3 or rng.random() < 0.3:
            break
        model = related_model
    return "__".join((*path, rng.choice(LOOKUPS)) if rng.random() < 0.9 else path)


def _models() -> list[Model]:
    return [model for model in apps.get_models() if model._meta.app_label in _APP_LABELS]


_APP_LABELS = {"households", "assignments", "rosters", "duplicates", "accounts", "audit", "django_tasks_database"}
