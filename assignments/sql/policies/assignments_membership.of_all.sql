-- The worker and commands work with all rows.
CREATE POLICY of_all ON assignments_membership TO @worker@, @command@ USING (true);
