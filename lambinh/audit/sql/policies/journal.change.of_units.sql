-- A reader of a household or member of today reads its history.
CREATE POLICY of_units ON journal.change FOR SELECT TO @web@ USING (journal.sees(household, member));
