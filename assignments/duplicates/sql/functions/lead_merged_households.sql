-- Move merged households, merges and distinct pairs along when the commune of the kept household changes. It asks
-- first, because most records have no duplicate and the journal would look at an UPDATE of no row too.
CREATE FUNCTION lead_merged_households() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM households_household WHERE merged_into_id = NEW.id) THEN
        UPDATE households_household SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE household_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.household_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE household_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_distinctpair WHERE first_household_id = NEW.id) THEN
        UPDATE duplicates_distinctpair SET commune_id = NEW.commune_id WHERE first_household_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
