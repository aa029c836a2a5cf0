-- Refuse a write in a unit in which the transaction's user has no permission. Guards call it.
CREATE FUNCTION refuse_foreign_unit() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'this lies in a unit that the transaction has no right in';
END $$;
GRANT EXECUTE ON FUNCTION refuse_foreign_unit TO @web@, @worker@, @command@;
