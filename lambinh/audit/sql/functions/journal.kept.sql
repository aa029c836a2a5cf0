-- The columns of a row that the journal stores, without empty ones and search keys.
CREATE FUNCTION journal.kept(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_object_agg(key, CASE WHEN journal.hidden(key) THEN '"•"' ELSE value END)
    FROM jsonb_each(whole - '{id,search_key,sort_key,last_login}'::text[]) WHERE value NOT IN ('null', '""')
$$;
