"""From a workbook to a plan to the data, and back.

The way of a roster, module by module:

1. `files` keeps an upload, `uploads` has it checked by a worker (`checking` says who has it in hand); `opening` gives
   its rows by kind (`reading/` understands them, `remembering` knows what the office said of its headings, `columnform`
   and `answering` ask where that is not certain).
2. `planning` compares the rows with the data (`plan`, `plan_members`, `plan_households`, `plan_assignments`; `finding`,
   `geography`, `bodies`, `carers` and `nearby` look things up; `rights` says whose rows they are).
3. `kept` keeps rows and plan; `mending` changes rows (`changes`, `rowform`, `suggestions`) and plans again.
4. `applying` writes a plan in one transaction (`apply`, `writing`, `write_…`, `copying`); `undo` (`undo_…`) takes it
   back. `working` says which worker has an import in hand (`claims` what a claim is), `tasks` is what workers call.
5. `services` are the operations of the pages (`views`, `views_checking`, `views_mending`, `views_files`, `planpage`,
   `labels`), `batch` those of the commands. `template_books` and `marked` make workbooks for people.
"""
