-- The owner, the worker and commands read all seals.
CREATE POLICY of_all ON journal.seal FOR SELECT TO @owner@, @worker@, @command@ USING (true);
