from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assignments.models import Decision
from assignments.rosters.progress import report_progress_to
from assignments.rosters.worker.claims import Cancelled
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from households import citizen_ids
from households.models import Household, Unit
from lambinh.accounts import scope
from tests.factories import UnitFactory
from tests.support.access.web import as_web

pytestmark = pytest.mark.django_db
ODD = ['he said "no"', "a\nb", "a\tb", "back\\slash", "\\N", "\\.", ",", "'", "", "=1+1", "Nguyễn Văn Đềnh", " \\r "]


def test_every_text_arrives_as_it_is() -> None:
    rows = ((f"{n}-NQ/HU", date(2018, 10, 17), "Huyện ủy", text) for n, text in enumerate(ODD))
    copy_rows(Decision, ("number", "issued_on", "issuer", "title"), rows)

    assert [title for (title,) in Decision.objects.order_by("pk").values_list("title")] == ODD


def test_rows_are_copied_while_every_statement_is_recorded() -> None:
    """As with LAMBINH_DEBUG=1."""
    row = ("1-NQ/HU", date(2018, 10, 17), "Huyện ủy", "")
    with CaptureQueriesContext(connection):
        copy_rows(Decision, ("number", "issued_on", "issuer", "title"), [row])

    assert Decision.objects.count() == 1


def test_the_web_server_which_no_copy_is_for_writes_the_same() -> None:
    commune = UnitFactory()
    rows = ((None, "x", text, commune.pk, "", "", "", "", "", "", "", "") for text in [*ODD, None] * 100)
    columns = ("code", "head_name", "note", "commune", "search_key", "sort_key", "ethnicity", "phone", "head_sex")
    with as_web():
        scope.begin_scope(user=None, units=[commune.pk], source="page")
        copy_rows(Household, (*columns, *citizen_ids.COLUMNS), rows)

    stored_values = Household.objects.order_by("pk").values_list("note", "code")
    assert list(stored_values) == [(text, None) for text in [*ODD, ""] * 100]


def test_none_is_null_and_an_empty_text_is_not() -> None:
    fields = ("kind", "code", "prefix", "name", "basis", "search_key", "sort_key", "during", "successor")
    copy_rows(Unit, fields, [("village", "", "", "Nà Khà", "", "", "", "(,)", None)])

    unit = Unit.objects.get()
    assert (unit.code, unit.prefix, unit.successor) == ("", "", None)


def test_no_rows_are_no_trouble() -> None:
    copy_rows(Household, ("head_name",), ())

    assert not Household.objects.exists()


def test_drawn_ids_are_not_given_again() -> None:
    drawn = allocate_ids(Household, 3)

    assert len(set(drawn)) == 3
    assert Household.objects.create(head_name="Giàng A Páo").pk not in drawn
    assert allocate_ids(Household, 0) == []


def test_an_error_of_the_rows_is_that_error_and_not_one_of_the_server() -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("Giàng A Páo",)
        raise LookupError

    with pytest.raises(LookupError), transaction.atomic():
        copy_rows(Household, ("head_name",), rows())
    assert not Household.objects.exists()


def test_who_is_told_of_the_rows_may_end_the_writing() -> None:
    def stop(rows: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), transaction.atomic(), report_progress_to(stop):
        copy_rows(Household, ("head_name",), [("Giàng A Páo",)])
    assert not Household.objects.exists()


def test_what_the_server_refuses_is_an_error_as_of_any_other_query() -> None:
    with pytest.raises(DataError), transaction.atomic():
        copy_rows(Household, ("head_birth_year",), [("x",)])
