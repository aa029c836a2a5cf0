-- Give the stored state of a merge the commune of the merge.
CREATE FUNCTION follow_merge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := (SELECT commune_id FROM duplicates_merge WHERE id = NEW.merge_id);
    RETURN NEW;
END $$;
