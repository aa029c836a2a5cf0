-- Record the rows that a statement added. Arguments: the columns with the keys of household, member and user, or "-".
CREATE FUNCTION journal.note_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE quote_ident(key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
BEGIN
    EXECUTE format(
        'INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
            subject_user, after)
        SELECT $1, $2, $3, $4, ''insert'', $5, id, %s, %s FROM added', keys, journal.kept_columns(TG_RELID))
    USING pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_rows TO @owner@;
