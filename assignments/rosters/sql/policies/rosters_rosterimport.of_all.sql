-- The worker and commands work with all rows.
CREATE POLICY of_all ON rosters_rosterimport TO @worker@, @command@ USING (true);
