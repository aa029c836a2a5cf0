-- The name of the member in an assignment, also of a member of another unit: it is part of the household's record.
CREATE FUNCTION assignee_name(assignment bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.full_name FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.id = assignment AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> ALL (ARRAY[trim('@web@', '"'), trim('@member@', '"')])
        OR a.commune_id = ANY (scope_units())
        OR a.member_id = own_member()
    )
$$;
GRANT EXECUTE ON FUNCTION assignee_name TO @web@, @worker@, @command@;
