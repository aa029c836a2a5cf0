-- The same as refuse_merged_household for members.
CREATE FUNCTION refuse_merged_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added)
            AND m.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the member was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'member_is_merged';
    END IF;
    RETURN NULL;
END $$;
