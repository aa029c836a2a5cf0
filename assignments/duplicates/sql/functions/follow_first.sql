-- Give a distinct pair the commune of its first record.
CREATE FUNCTION follow_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := coalesce((SELECT commune_id FROM households_household WHERE id = NEW.first_household_id),
        (SELECT commune_id FROM assignments_member WHERE id = NEW.first_member_id));
    RETURN NEW;
END $$;
