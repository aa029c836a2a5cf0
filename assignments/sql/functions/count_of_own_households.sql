-- How many households the member has today whose account is `person`.
CREATE FUNCTION count_of_own_households(person bigint, today date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT a.household_id)
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE m.user_id = person AND a.during @> today
$$;
GRANT EXECUTE ON FUNCTION count_of_own_households TO @web@, @worker@, @command@;
