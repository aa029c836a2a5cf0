"""What is at rest: everything that the database holds, and the files that were kept."""

import io
from pathlib import Path

from django.db import connection


def tables_with_text(*texts: str) -> dict[str, list[str]]:
    """The tables in which one of `texts` can be read, as text or in bytes."""
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
    """Also as COPY writes bytes, and as a number that lost its zeros."""
    return any(form in content for form in (text, text.encode().hex(), text.lstrip("0")))


def files_with_text(folder: Path, *texts: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() if any(t.encode() in path.read_bytes() for t in texts)]
