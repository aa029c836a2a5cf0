-- Whether the transaction's user manages users, or a command reads.
CREATE FUNCTION journal.manages_users() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.acting_role() <> ALL (ARRAY[trim('@web@', '"'), trim('@member@', '"')])
        OR EXISTS (SELECT FROM public.accounts_user u WHERE u.is_active
            AND u.id = nullif(current_setting('app.user', true), '')::bigint
            AND (u.is_superuser OR EXISTS (SELECT FROM public.households_unitaccess a
                WHERE a.user_id = u.id AND a.role IN ('administrator', 'district_office'))))
$$;
