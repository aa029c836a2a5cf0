-- The worker and commands work with all rows.
CREATE POLICY of_all ON duplicates_distinctpair TO @worker@, @command@ USING (true);
