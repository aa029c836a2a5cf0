-- Give a merged household the commune of the household that is kept.
CREATE FUNCTION follow_kept_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
