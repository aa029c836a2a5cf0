-- The owner and commands read the whole journal.
CREATE POLICY of_all ON journal.change FOR SELECT TO @owner@, @command@ USING (true);
