-- One of the figures that `figures` counts, for the list behind it: counting all of them took longer than reading the
-- rows. A household lives in one village on any day, so the total needs no look at assignments.
CREATE FUNCTION figure(tiers text[], of_members boolean, places bigint[], day date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF tiers IS NULL THEN
        RETURN (SELECT count(*) FROM households_residence r WHERE r.village_id = ANY (places) AND r.during @> day);
    END IF;
    RETURN (
        SELECT count(DISTINCT CASE WHEN of_members THEN a.member_id ELSE a.household_id END)
        FROM households_residence r JOIN assignments_assignment a ON a.household_id = r.household_id
        WHERE r.village_id = ANY (places) AND r.during @> day
            AND a.role = 'in_charge' AND a.during @> day AND a.tier = ANY (tiers)
    );
END $$;
GRANT EXECUTE ON FUNCTION figure TO @web@, @worker@, @command@;
