"""From a workbook to a plan to the data, and back.

`fields/` declares each field of a roster once: headings, parser, label, columns. Every stage reads it there.

The stages of an import, folder by folder:

1. `storage/` keeps an upload. `uploads` has a worker check it (`worker/upload_checks`). `reader` returns its rows
   by kind; `parsing/` reads cells into rows. `review/` asks about columns that are not certain and remembers
   headings.
2. `planning/` compares the rows with the data. `matching/` finds the members, households, units and bodies that a
   row names. `permissions` says whose rows the user may import.
3. `review/` stores rows and plan, edits rows and plans again.
4. `writing/` writes a plan in one transaction; `undo/` undoes it. `worker/` claims imports for a worker; `tasks` is
   what workers call; `progress` reports how far they are.
5. `services` and `uploads` are the operations of the pages (`views/`), `bulk_import` those of the commands.
   `workbooks/` makes templates and annotated workbooks.
"""
