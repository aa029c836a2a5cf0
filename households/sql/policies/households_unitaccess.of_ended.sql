-- The web server revokes a role only where the transaction's user may.
CREATE POLICY of_ended ON households_unitaccess FOR DELETE TO @web@ USING (gives_access(user_id, unit_id, role));
