-- Whether the transaction's user may grant or revoke the role `given` in `unit` for `person`; never for oneself.
-- lambinh/accounts/permissions.py has the same table of grantable roles; a test compares the two.
CREATE FUNCTION gives_access(person bigint, unit bigint, given text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person <> scope_user() AND EXISTS (
        SELECT FROM accounts_user u WHERE u.id = scope_user() AND u.is_active AND (
            u.is_superuser
            OR (unit = ANY (scope_access_units()) AND EXISTS (
                SELECT FROM households_unitaccess a WHERE a.user_id = u.id
                AND (a.role = 'administrator' OR (a.role = 'district_office' AND given <> 'administrator'))
            ))
        )
    )
$$;
GRANT EXECUTE ON FUNCTION gives_access TO @web@;
