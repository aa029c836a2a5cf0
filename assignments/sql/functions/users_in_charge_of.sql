-- The accounts of the members in charge of a household, also of members of other units, for those who see the
-- household.
CREATE FUNCTION users_in_charge_of(household bigint, today date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT m.user_id
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.household_id = household AND a.during @> today AND m.user_id IS NOT NULL AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR a.commune_id = ANY (scope_units())
    )
$$;
GRANT EXECUTE ON FUNCTION users_in_charge_of TO @web@, @worker@, @command@;
