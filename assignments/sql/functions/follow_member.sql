-- Set the commune of a row to that of its member.
CREATE FUNCTION follow_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.member_id;
    RETURN NEW;
END $$;
