-- Who sees a household or member today sees its history.
CREATE POLICY of_units ON journal.access FOR SELECT TO @web@ USING (journal.sees(household, member));
