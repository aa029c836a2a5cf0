-- The web server reads and writes rows of the transaction's units.
CREATE POLICY of_units ON assignments_member TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
