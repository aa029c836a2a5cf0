-- The digest that a stored seal should have.
CREATE FUNCTION journal.recomputed(number bigint) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.chained(coalesce((SELECT b.digest FROM journal.seal b WHERE b.id = number - 1), ''), s.id, s.at, s.ids,
        (SELECT coalesce(string_agg(d.digest, '' ORDER BY d.id), '') FROM journal.digests(s.ids) d))
    FROM journal.seal s WHERE s.id = number
$$;
GRANT EXECUTE ON FUNCTION journal.recomputed TO @owner@, @command@;
