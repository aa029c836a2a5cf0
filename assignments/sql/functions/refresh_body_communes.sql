-- Set the commune of all who have been members of `body`.
CREATE FUNCTION refresh_body_communes(body bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_member_communes(
        (SELECT coalesce(array_agg(member_id), '{}') FROM assignments_membership WHERE body_id = body), today)
$$;
GRANT EXECUTE ON FUNCTION refresh_body_communes TO @web@, @worker@, @command@;
