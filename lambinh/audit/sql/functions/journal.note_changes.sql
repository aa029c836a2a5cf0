-- Record the rows that a statement changed. Old and new rows meet in a full join, which never runs row by row and also
-- catches a changed primary key. A row whose household or member changes is recorded in the history of both.
CREATE FUNCTION journal.note_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE format('n.%I', key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
    old_keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE format('o.%I', key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
    compared text := (SELECT string_agg(format('o.%1$I IS DISTINCT FROM n.%1$I', attname), ' OR ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{search_key,sort_key,last_login}'));
BEGIN
    EXECUTE format(
        'INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
            subject_user, before, after)
        SELECT $1, $2, $3, $4, ''update'', $5, keys.record, keys.household, keys.member, keys.subject, %1$s, %2$s
        FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES
            (n.id, %3$s, n.id IS NOT NULL),
            (o.id, %4$s, o.id IS NOT NULL AND (n.id IS NULL OR ROW(%3$s) IS DISTINCT FROM ROW(%4$s)))
        ) AS keys(record, household, member, subject, counts)
        WHERE keys.counts AND (%5$s)',
        journal.differing_columns(TG_RELID, 'o'), journal.differing_columns(TG_RELID, 'n'), new_keys, old_keys, compared)
    USING pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_changes TO @owner@;
