-- The changes to a user's account, roles and second factors, with contents, for those who manage users.
CREATE FUNCTION journal.changes_of(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.change WHERE subject_user = person AND id < below AND (SELECT journal.manages_users())
    AND table_name IN ('accounts_user', 'households_unitaccess', 'mfa_authenticator')
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.changes_of TO @owner@, @web@, @command@;
