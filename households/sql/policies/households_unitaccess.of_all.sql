-- The worker and commands work with all rows.
CREATE POLICY of_all ON households_unitaccess TO @worker@, @command@ USING (true);
