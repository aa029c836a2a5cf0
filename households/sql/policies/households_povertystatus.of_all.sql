-- The worker and commands work with all rows.
CREATE POLICY of_all ON households_povertystatus TO @worker@, @command@ USING (true);
