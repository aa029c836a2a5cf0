-- Rows of imports that the transaction's user sees.
CREATE POLICY of_units ON rosters_rosterrow TO @web@
    USING (roster_import_id IN (SELECT id FROM rosters_rosterimport));
