-- The worker and commands work with all rows.
CREATE POLICY of_all ON households_residence TO @worker@, @command@ USING (true);
