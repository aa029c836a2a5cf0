-- Set the commune of a row to that of its household.
CREATE FUNCTION follow_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.household_id;
    RETURN NEW;
END $$;
