"""From a workbook to a plan to the data, and back.

`fields/` declares each field of a roster once: headings, parser, label, columns. Every stage reads it there.
`pipeline` names the stages of an import in their order. The folders:

1. `storage/` keeps an upload. `reader` returns its rows by kind; `parsing/` reads cells into rows. `review/` asks about
   columns that are not certain and remembers headings.
2. `matching/` finds the members, households, units and bodies that a row names (`matching/rows` has the three kinds of
   rows). `planning/` compares the rows with the data and with the user's `permissions`.
3. `review/` edits stored rows and plans them again.
4. `writing/` writes a plan in one transaction; `undo/` undoes it.
5. `uploads` and `services` are the operations of the pages (`views/`), `bulk_import` that of the commands. `tasks` runs
   them in a background worker, `worker/` holds its lease, `progress` reports how far it is. `workbooks/` creates
   templates and annotated workbooks.
"""
