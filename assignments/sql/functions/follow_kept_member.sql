-- Give a merged member the commune of the member that is kept.
CREATE FUNCTION follow_kept_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
