-- Whether the reader sees the household or member of an entry, with the reader's own rights. Inside the policy itself
-- the planner would first read all households of the reader.
CREATE FUNCTION journal.sees(of_household bigint, of_member bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF of_household IS NOT NULL THEN
        RETURN EXISTS (SELECT FROM public.households_household h WHERE h.id OPERATOR(pg_catalog.=) of_household);
    END IF;
    RETURN of_member IS NOT NULL
        AND EXISTS (SELECT FROM public.assignments_member m WHERE m.id OPERATOR(pg_catalog.=) of_member);
END $$;
GRANT EXECUTE ON FUNCTION journal.sees TO @web@;
