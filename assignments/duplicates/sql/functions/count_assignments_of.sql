-- How many assignments `members` have in all units. A merge is refused if the user does not see all of them.
CREATE FUNCTION count_assignments_of(members bigint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.member_id = ANY(members) AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR m.commune_id = ANY (scope_units())
    )
$$;
GRANT EXECUTE ON FUNCTION count_assignments_of TO @web@, @worker@, @command@;
