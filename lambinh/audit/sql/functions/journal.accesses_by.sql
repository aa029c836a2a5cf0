-- The exports, downloads, prints and opened citizen ids of a user, for those who manage users.
CREATE FUNCTION journal.accesses_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.access
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.access WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.accesses_by TO @owner@, @web@, @command@;
