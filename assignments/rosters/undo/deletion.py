"""Fast deletion of the records that an import created."""

from django.db.models import QuerySet


def delete_rows(rows: QuerySet) -> None:  # type: ignore[type-arg]
    """Delete `rows` with one statement, without loading them: records that refer to them are deleted before."""
    rows._raw_delete("default")  # type: ignore[attr-defined]
