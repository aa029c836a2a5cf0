-- The digest of each entry in `of_ids`. jsonb writes the same text whatever the settings of the session.
CREATE FUNCTION journal.digests(of_ids int8multirange) RETURNS TABLE (id bigint, digest bytea) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, sha256(convert_to(jsonb_build_array('change', c.id, journal.moment(c.at), c.transaction, c.user_id, c.role,
        c.source, c.action, c.table_name, c.record, c.household, c.member, c.subject_user, c.before, c.after)::text, 'UTF8'))
    FROM journal.change c WHERE c.id >= lower(of_ids) AND c.id < upper(of_ids) AND c.id <@ of_ids
    UNION ALL
    SELECT l.id, sha256(convert_to(jsonb_build_array('access', l.id, journal.moment(l.at), l.user_id, l.role, l.source, l.kind,
        l.target, l.reason, l.rows, l.household, l.member)::text, 'UTF8'))
    FROM journal.access l WHERE l.id >= lower(of_ids) AND l.id < upper(of_ids) AND l.id <@ of_ids
$$;
GRANT EXECUTE ON FUNCTION journal.digests TO @owner@, @command@;
