"""The plain import of the reference tables: preview, confirmation, and messages about a faulty file."""

import io
import time
import tracemalloc
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assignments.models import Body, Decision
from households.models import Unit
from households.services.units import load_units
from lambinh.accounts.permissions import Role
from lambinh.lib.admin import imports
from tests import factories
from tests.factories import days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def administrator_client(client: Client) -> Client:
    client.force_login(factories.UserFactory(is_superuser=True))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: Client, model: str, content: bytes, name: str = "table.xlsx") -> Any:
    return client.post(
        reverse(f"admin:{model}_import"),
        {"import_file": SimpleUploadedFile(name, content), "format": "0", "resource": "0"},
    )


def confirm(client: Client, model: str, preview: Any) -> Any:
    form = preview.context.get("confirm_form")
    result = preview.context["result"]
    assert form is not None, (result.base_errors, result.row_errors(), result.invalid_rows)
    return client.post(reverse(f"admin:{model}_process_import"), form.initial, follow=True)


def imported(client: Client, model: str, *rows: list[Any]) -> dict[str, int]:
    preview = upload(client, model, workbook(*rows))
    assert confirm(client, model, preview).status_code == 200
    return dict(preview.context["result"].totals)


def complaints(preview: Any) -> list[str]:
    assert preview.status_code == 200
    assert "confirm_form" not in preview.context
    return [message for row in preview.context["result"].invalid_rows for message in row.error.messages]


UNITS = ["Kind", "Code", "Prefix", "Name", "From", "To", "Legal basis"]
DECISIONS = ["Number", "Issued on", "Issuer", "Title"]
BODIES = ["Name", "Kind", "Tier", "Unit", "Unit code", "Commune"]


def test_a_unit_is_added_with_both_its_days(administrator_client: Client) -> None:
    line = ["commune", "02296", "Xã", "Thổ  Bình", "28/01/2011", datetime(2025, 6, 30), "07/NQ-CP"]
    assert imported(administrator_client, "households_unit", UNITS, line)["new"] == 1
    unit = Unit.objects.get()
    assert (str(unit), unit.code, unit.search_key) == ("Xã Thổ Bình", "02296", "tho binh")
    assert (unit.during.lower, unit.during.upper) == (date(2011, 1, 28), date(2025, 7, 1))


def test_a_preview_stores_nothing(administrator_client: Client) -> None:
    upload(administrator_client, "households_unit", workbook(UNITS, ["commune", "02296", "Xã", "Thổ Bình", "", "", ""]))
    assert not Unit.objects.exists()


def test_leading_zeros_that_excel_dropped_come_back(administrator_client: Client) -> None:
    lines = [["commune", 2296, "Xã", "Thổ Bình", "", "", ""], ["district", 71, "Huyện", "Lâm Bình", "", "", ""]]
    imported(administrator_client, "households_unit", UNITS, *lines)
    assert set(Unit.objects.values_list("code", flat=True)) == {"02296", "071"}


def test_what_was_exported_can_be_imported_and_changes_nothing(administrator_client: Client) -> None:
    load_units()
    factories.BodyFactory(unit=Unit.objects.get(name="Thổ Bình"))
    village = factories.VillageFactory(name="Nà Cọn", commune=Unit.objects.get(name="Xuân Lập"))
    factories.VillageFactory(name="Nà Cọn", commune=Unit.objects.get(name="Phúc Yên"))
    factories.BodyFactory(unit=village)
    factories.DecisionFactory()
    for model, kind in (("households_unit", Unit), ("assignments_body", Body), ("assignments_decision", Decision)):
        for number, name in (("0", "t.xlsx"), ("1", "t.csv")):
            before = list(kind.objects.order_by("pk").values_list())
            file = administrator_client.post(
                reverse(f"admin:{model}_export"), {"format": number, "resource": "0", "reason": "check"}
            ).content
            preview = upload(administrator_client, model, file, name)
            assert not preview.context["form"].errors
            totals = dict(preview.context["result"].totals)
            assert totals["skip"] == len(before), [row.error.messages for row in preview.context["result"].invalid_rows]
            confirm(administrator_client, model, preview)
            assert list(kind.objects.order_by("pk").values_list()) == before


def test_a_unit_that_ended_is_known_again_by_its_code_and_first_day(administrator_client: Client) -> None:
    unit = factories.UnitFactory(code="02296", name="Thổ Bình", during=days("2011-01-28"))
    line = ["commune", "02296", "Xã", "Thổ Bình", "28/01/2011", "30/06/2025", ""]
    assert imported(administrator_client, "households_unit", UNITS, line)["update"] == 1
    unit.refresh_from_db()
    assert unit.during.upper == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({0: "hamlet"}, "“hamlet” is not a valid choice."),
        ({4: "31/02/2011"}, "“31/02/2011” is not a date."),
        ({4: "01/07/2025", 5: "30/06/2025"}, "The last day must not come before the first day."),
        ({1: ""}, "Provinces, districts and communes have a code."),
        ({1: "10000"}, "Another unit of this kind has this code on these days."),
    ],
)
def test_a_faulty_row_is_told_and_nothing_is_imported(
    change: dict[int, str], sentence: str, administrator_client: Client
) -> None:
    factories.UnitFactory(code="10000", during=days("2000-01-01"))
    valid = ["commune", "02296", "Xã", "Thổ Bình", "28/01/2011", "", ""]
    invalid = [change.get(index, value) for index, value in enumerate(valid)]
    other = ["commune", "02290", "Xã", "Bình An", "28/01/2011", "", ""]
    preview = upload(administrator_client, "households_unit", workbook(UNITS, other, invalid))
    assert any(sentence in message for message in complaints(preview)), complaints(preview)
    assert Unit.objects.count() == 1


def test_a_missing_column_is_named(administrator_client: Client) -> None:
    preview = upload(administrator_client, "households_unit", workbook(["Kind", "Name"], ["commune", "Thổ Bình"]))
    assert "Code" in str(preview.context["result"].base_errors[0].error)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "t.xlsx"), (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "t.xlsx"), (b"PK\x03\x04cut off", "t.xlsx")],
)
def test_what_is_no_table_is_told_in_a_sentence(content: bytes, name: str, administrator_client: Client) -> None:
    answer = upload(administrator_client, "households_unit", content, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["import_file"]
    assert not Unit.objects.exists()


def test_a_large_file_is_refused_before_any_of_it_is_stored_or_parsed(
    administrator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(*_args: Any, **_options: Any) -> Any:
        raise AssertionError("the file was stored or parsed")

    monkeypatch.setattr(imports.ImportCacheStorage, "save", touched)
    monkeypatch.setattr(imports, "read_workbook", touched)

    answer = upload(administrator_client, "households_unit", bytes(imports.LIMITS.file_bytes + 1), "t.xlsx")

    assert "“t.xlsx” is larger than 2 MB" in str(answer.context["form"].errors["import_file"])


def test_what_is_no_spreadsheet_by_its_first_bytes_is_not_stored(
    administrator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports.ImportCacheStorage, "save", None)

    answer = upload(administrator_client, "households_unit", b"MZ" + bytes(99), "t.xlsx")

    assert "is not a spreadsheet" in str(answer.context["form"].errors["import_file"])


def test_a_table_has_a_limit_of_rows_that_is_told(administrator_client: Client) -> None:
    lines = (["commune", str(n), "Xã", "A", "", "", ""] for n in range(imports.LIMITS.rows))

    answer = upload(administrator_client, "households_unit", workbook(UNITS, *lines))

    assert "at most 1000 rows can be read" in str(answer.context["form"].errors["import_file"])


@pytest.mark.fault
def test_a_large_file_costs_the_server_neither_time_nor_memory(administrator_client: Client) -> None:
    content = SimpleUploadedFile("t.xlsx", bytes(60 * 1024 * 1024))
    form = {"format": "0", "resource": "0", "import_file": content}
    boundary = encode_multipart(BOUNDARY, form)
    address = reverse("admin:households_unit_import")
    administrator_client.get(address)
    tracemalloc.start()
    start = time.monotonic()

    administrator_client.generic("POST", address, boundary, content_type=MULTIPART_CONTENT)

    seconds, (_now, most) = time.monotonic() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5
    assert most < 80 * 1024 * 1024  # the test client itself needs the 60 MB once


def test_a_confirmed_file_that_is_gone_is_told(administrator_client: Client) -> None:
    data = {"import_file_name": "gone-away", "original_file_name": "t.xlsx", "format": "0", "resource": "0"}
    answer = administrator_client.post(reverse("admin:households_unit_process_import"), data, follow=True)
    assert _("The uploaded file is no longer available. Choose it again.") in answer.content.decode()


def test_what_changed_since_the_preview_stops_the_import_whole(administrator_client: Client) -> None:
    lines = [["commune", code, "Xã", name, "", "", ""] for code, name in (("00001", "A"), ("00002", "B"))]
    preview = upload(administrator_client, "households_unit", workbook(UNITS, *lines))
    factories.UnitFactory(code="00002", during=days("2000-01-01"))
    answer = confirm(administrator_client, "households_unit", preview)
    assert _("Nothing was imported: the data changed since the preview.") in answer.content.decode().replace(
        " Choose the file again.", ""
    )
    assert Unit.objects.count() == 1


def test_a_decision_is_known_again_by_number_day_and_issuer(administrator_client: Client) -> None:
    factories.UnitFactory(kind="province")
    decision = factories.DecisionFactory(number="89-NQ/HU", issuer="Huyện ủy Lâm Bình")
    lines = [
        ["89-NQ/HU", "17/10/2018", "Huyện ủy Lâm Bình", "Phân công phụ trách hộ"],
        ["90-NQ/HU", date(2018, 10, 18), "Huyện ủy Lâm Bình", ""],
    ]
    totals = imported(administrator_client, "assignments_decision", DECISIONS, *lines)
    assert (totals["new"], totals["update"]) == (1, 1)
    decision.refresh_from_db()
    assert decision.title == "Phân công phụ trách hộ"
    assert Decision.objects.get(number="90-NQ/HU").issued_on == date(2018, 10, 18)


def test_a_body_finds_its_village_by_name_and_commune(administrator_client: Client) -> None:
    here, there = (factories.UnitFactory(name=name) for name in ("Thổ Bình", "Hồng Quang"))
    village = factories.VillageFactory(name="Nà Khà", commune=here)
    factories.VillageFactory(name="Nà Khà", commune=there)
    line = ["Chi bộ thôn Nà Khà", "cell", "commune tier", "Thôn Nà Khà"]
    unclear = upload(administrator_client, "assignments_body", workbook(BODIES, [*line, "", ""]))
    assert "There are 2 units “Thôn Nà Khà”" in complaints(unclear)[0]
    imported(administrator_client, "assignments_body", BODIES, [*line, "", "Thổ Bình"])
    assert Body.objects.get().unit == village


def test_a_body_of_an_unknown_unit_is_told(administrator_client: Client) -> None:
    line = ["Chi bộ 1", "cell", "commune tier", "Nà Xa", "", ""]
    preview = upload(administrator_client, "assignments_body", workbook(BODIES, line))
    assert complaints(preview) == ["There is no unit “Nà Xa” like this. Add it first."]


def test_a_text_that_looks_like_a_formula_comes_in_as_text(administrator_client: Client) -> None:
    factories.UnitFactory(kind="province")
    imported(administrator_client, "assignments_decision", DECISIONS, ["'=1+1", "17/10/2018", "Huyện ủy", ""])
    assert Decision.objects.get().number == "=1+1"


def test_a_faulty_row_is_told_by_the_number_that_excel_shows(administrator_client: Client) -> None:
    factories.UnitFactory(kind="province")
    valid, invalid = ["1-NQ", "17/10/2018", "Huyện ủy", ""], ["2-NQ", "hôm qua", "Huyện ủy", ""]
    preview = upload(administrator_client, "assignments_decision", workbook(DECISIONS, valid, [], invalid))
    assert [row.number for row in preview.context["result"].invalid_rows] == [4]


def test_the_days_of_a_unit_are_among_the_columns_of_the_preview(administrator_client: Client) -> None:
    line = ["commune", "02296", "Xã", "Thổ Bình", "28/01/2011", "30/06/2025", ""]
    page = upload(administrator_client, "households_unit", workbook(UNITS, line)).content.decode()
    assert "28/01/2011" in page
    assert "30/06/2025" in page


def test_all_faults_of_a_row_are_told_together(administrator_client: Client) -> None:
    line = ["Chi bộ 1", "club", "province tier", "Nà Xa", "", ""]
    assert len(complaints(upload(administrator_client, "assignments_body", workbook(BODIES, line)))) == 3


# --- scope of rows --------------------------------------------------------------------------------------


@pytest.fixture
def secretary(client: Client) -> Client:
    """A secretary of Xuân Lập; Thổ Bình has a cell as well."""
    load_units()
    own = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name="Lâm Bình")
    factories.BodyFactory(name="Chi bộ Một", unit=own)
    factories.BodyFactory(name="Chi bộ Hai", unit=Unit.objects.on(date(2026, 1, 1)).get(name="Bình An"))
    client.force_login(factories.UnitAccessFactory(unit=own, role=Role.COMMUNE_SECRETARY).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def body(name: str, tier: str, unit: str, kind: str = "cell") -> list[Any]:
    commune = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name=unit)
    return [name, kind, tier, str(commune), commune.code, ""]


def test_ones_own_rows_are_changed_and_those_of_others_refused(secretary: Client) -> None:
    own = upload(secretary, "assignments_body", workbook(BODIES, body("Chi bộ Một", "commune", "Lâm Bình", "agency")))
    assert own.context["result"].totals["update"] == 1

    for line in (
        body("Chi bộ Hai", "commune", "Bình An", "agency"),
        body("Chi bộ Ba", "commune", "Bình An"),
        body("Chi bộ Một", "district", "Lâm Bình"),
        body("Chi bộ Bốn", "district", "Lâm Bình"),
    ):
        preview = upload(secretary, "assignments_body", workbook(BODIES, line))
        assert complaints(preview) == ["This row belongs to a unit that is not yours: remove it from the file."]


def test_an_administrator_of_a_unit_changes_no_other_by_a_file(client: Client) -> None:
    load_units()
    own = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name="Lâm Bình")
    other = Unit.objects.on(date(2026, 1, 1)).get(kind="commune", name="Bình An")
    client.force_login(factories.UnitAccessFactory(unit=own, role=Role.ADMINISTRATOR).user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    line = ["commune", other.code, "Xã", "Bình An Mới", other.during.lower, "", other.basis]

    assert complaints(upload(client, "households_unit", workbook(UNITS, line)))


def test_a_confirmation_names_no_file_of_the_server(administrator_client: Client, tmp_path: Any) -> None:
    victim = tmp_path / "victim.csv"
    victim.write_text("Kind,Code\n")
    for name in (str(victim), f"../{victim.name}", f"/tmp/{victim.name}"):
        data = {"import_file_name": name, "original_file_name": "t.csv", "format": "0", "resource": ""}
        answer = administrator_client.post(reverse("admin:households_unit_process_import"), data, follow=True)
        assert "no longer available" in answer.content.decode()
    assert victim.exists()


def test_an_export_with_a_filter_that_there_is_not_is_refused(secretary: Client) -> None:
    answer = secretary.post(
        reverse("admin:rosters_rosterimport_export") + "?commune=18",
        {"format": "0", "resource": "0", "reason": "check"},
    )
    assert answer.status_code == 400


def test_an_export_with_nonsense_in_a_filter_leads_to_the_list(secretary: Client) -> None:
    answer = secretary.post(
        reverse("admin:rosters_rememberedheading_export") + "?office__id__exact=x",
        {"format": "0", "resource": "0", "reason": "check"},
    )
    assert answer["Location"] == reverse("admin:rosters_rememberedheading_changelist")


# --- identity of rows -----------------------------------------------------------------------------------


@pytest.fixture
def namesakes() -> tuple[Unit, Unit]:
    """Two villages of the same name in two communes."""
    here, there = (factories.UnitFactory(name=name) for name in ("Thổ Bình", "Hồng Quang"))
    first, second = (factories.VillageFactory(name="Nà Khà", commune=commune) for commune in (here, there))
    return first, second


def test_a_village_that_has_namesakes_is_changed_by_its_commune(
    administrator_client: Client, namesakes: tuple[Unit, Unit]
) -> None:
    line = ["village", "", "Thôn", "Nà Khà", "", "", "12/NQ-HĐND", "Hồng Quang"]
    assert imported(administrator_client, "households_unit", [*UNITS, "Belongs to"], line)["update"] == 1
    for unit in namesakes:
        unit.refresh_from_db()
    assert [unit.basis for unit in namesakes] == ["", "12/NQ-HĐND"]


def test_a_row_that_may_be_one_of_two_villages_changes_neither(
    administrator_client: Client, namesakes: tuple[Unit, Unit]
) -> None:
    line = ["village", "", "Thôn", "Nà Khà", "", "", "12/NQ-HĐND"]
    preview = upload(administrator_client, "households_unit", workbook(UNITS, line))
    assert complaints(preview) == [
        "There are 2 units “Nà Khà”. Give the unit's code or its commune as well.",
    ]
    assert not Unit.objects.exclude(basis="").exists()
