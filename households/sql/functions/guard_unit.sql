-- Refuse the web server changes to units outside the transaction's permissions. A trigger, because everybody may read
-- the table and a policy would hide rows: an UPDATE that finds no row raises nothing.
CREATE FUNCTION guard_unit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT scope_may_make(NEW.kind) OR NOT (NEW.successor_id IS NULL OR scope_keeps(NEW.successor_id)) THEN
            PERFORM refuse_foreign_unit();
        END IF;
    ELSIF NOT scope_keeps(OLD.id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP = 'UPDATE' AND (
        NEW.id <> OLD.id
        OR (NEW.kind <> OLD.kind AND NOT scope_may('{manage_units}', ARRAY[NULL::bigint]))
        OR (NEW.successor_id IS DISTINCT FROM OLD.successor_id AND NEW.successor_id IS NOT NULL
            AND NOT scope_keeps(NEW.successor_id))
    ) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
