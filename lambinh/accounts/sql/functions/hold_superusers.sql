-- Keep the web server and the worker from making or unmaking superusers, which is for the command line alone. The web
-- server changes the name, password and activity of such an account only for its owner or for another superuser. Before
-- sign-in no user is set: signing in may rehash the password.
CREATE FUNCTION hold_superusers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    acting bigint := scope_user();
BEGIN
    IF current_user::text <> ALL (ARRAY[trim('@web@', '"'), trim('@worker@', '"')]) THEN
        RETURN NEW;
    END IF;
    IF NEW.is_superuser AND TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.is_superuser IS DISTINCT FROM OLD.is_superuser THEN
        RAISE EXCEPTION 'a superuser is made at the command line' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.is_superuser AND acting <> OLD.id
        AND (NEW.password, NEW.username, NEW.is_active) IS DISTINCT FROM (OLD.password, OLD.username, OLD.is_active)
        AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = acting AND u.is_superuser AND u.is_active) THEN
        RAISE EXCEPTION 'the account of a superuser is another superuser''s affair' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
