-- Who has which role is readable by the web server and the journal.
CREATE POLICY of_readers ON households_unitaccess FOR SELECT TO @web@, @journal@ USING (true);
