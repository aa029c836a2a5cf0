-- The role that writes, also inside SECURITY DEFINER functions.
CREATE FUNCTION journal.acting_role() RETURNS text LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('role'), 'none'), session_user::text);
