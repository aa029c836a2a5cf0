-- Whether the transaction's user may change a body of `tier` in `unit`; never where no unit answers.
CREATE FUNCTION scope_keeps_body(unit bigint, tier text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.answers <> '{}' AND scope_may(
        CASE tier WHEN 'district' THEN '{assign_district_tier,manage_units}'::text[]
            ELSE '{change_records,manage_units}' END, a.answers)
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;
GRANT EXECUTE ON FUNCTION scope_keeps_body TO @web@, @worker@, @command@;
