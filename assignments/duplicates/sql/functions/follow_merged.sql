-- Give a merge the commune of the record that is kept.
CREATE FUNCTION follow_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := coalesce((SELECT commune_id FROM households_household WHERE id = NEW.household_id),
        (SELECT commune_id FROM assignments_member WHERE id = NEW.member_id));
    RETURN NEW;
END $$;
