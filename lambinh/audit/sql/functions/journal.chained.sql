-- The digest of a seal: over the digest before it, its number, moment and entries, and their digests. Its names are
-- resolved once, when it is created: it needs no search_path, and the planner can inline it.
CREATE FUNCTION journal.chained(before bytea, number bigint, at timestamptz, ids int8multirange, digests bytea) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(before || convert_to(jsonb_build_array(number, journal.moment(at), ids::text)::text, 'UTF8') || digests);
GRANT EXECUTE ON FUNCTION journal.chained TO @owner@, @command@;
