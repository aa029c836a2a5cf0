-- Refuse the web server changes to decisions outside the transaction's permissions.
CREATE FUNCTION guard_decision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT scope_keeps_decision(OLD.unit_id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT scope_keeps_decision(NEW.unit_id) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
