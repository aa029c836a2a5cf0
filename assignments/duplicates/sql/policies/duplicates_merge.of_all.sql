-- The worker and commands work with all rows.
CREATE POLICY of_all ON duplicates_merge TO @worker@, @command@ USING (true);
