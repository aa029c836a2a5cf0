-- The changes that a user made, without contents, for those who manage users.
CREATE FUNCTION journal.changes_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, at, transaction, user_id, role, source, action, table_name, record,
        NULL::bigint, NULL::bigint, subject_user, NULL::jsonb, NULL::jsonb
    FROM journal.change WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.changes_by TO @owner@, @web@, @command@;
