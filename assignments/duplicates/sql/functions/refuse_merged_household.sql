-- Refuse new rows of a merged household. A merge locks both records FOR UPDATE; a concurrent writer waits here, while
-- the foreign key's own check comes too late, at the end of the transaction.
CREATE FUNCTION refuse_merged_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM households_household h WHERE h.id IN (SELECT household_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM households_household h WHERE h.id IN (SELECT household_id FROM added)
            AND h.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the household was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'household_is_merged';
    END IF;
    RETURN NULL;
END $$;
