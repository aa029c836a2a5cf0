"""Search all stored data for texts: every table of the database, and stored files."""

import io
from pathlib import Path

from django.db import connection


def tables_with_text(*texts: str) -> dict[str, list[str]]:
    """The tables that contain any of `texts`, as text or in bytes, with the texts found."""
    texts_by_table: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            content = io.StringIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table}) TO STDOUT", content)
            matches = [text for text in texts if _in(content.getvalue(), text)]
            if matches:
                texts_by_table[table] = matches
    return texts_by_table


def _in(content: str, text: str) -> bool:
    """Whether `content` contains `text` as it is, as COPY writes bytes, or as a number without leading zeros."""
    return any(form in content for form in (text, text.encode().hex(), text.lstrip("0")))


def files_with_text(folder: Path, *texts: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() if any(t.encode() in path.read_bytes() for t in texts)]
