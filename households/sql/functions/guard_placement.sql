-- Refuse the web server changes to placements of units outside the transaction's permissions.
CREATE FUNCTION guard_placement() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT (scope_may('{manage_units}', ARRAY[OLD.parent_id]) AND scope_keeps(OLD.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT (scope_may('{manage_units}', ARRAY[NEW.parent_id]) AND scope_keeps(NEW.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
