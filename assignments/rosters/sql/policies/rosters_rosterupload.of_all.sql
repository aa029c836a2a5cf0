-- The worker and commands work with all rows.
CREATE POLICY of_all ON rosters_rosterupload TO @worker@, @command@ USING (true);
