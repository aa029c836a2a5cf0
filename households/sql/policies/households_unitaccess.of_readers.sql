-- The web server and the journal read all roles of users.
CREATE POLICY of_readers ON households_unitaccess FOR SELECT TO @web@, @journal@ USING (true);
