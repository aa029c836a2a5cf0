-- The web server grants a role only where the transaction's user may.
CREATE POLICY of_new ON households_unitaccess FOR INSERT TO @web@ WITH CHECK (gives_access(user_id, unit_id, role));
