-- The worker and commands work with all rows.
CREATE POLICY of_all ON assignments_member TO @worker@, @command@ USING (true);
