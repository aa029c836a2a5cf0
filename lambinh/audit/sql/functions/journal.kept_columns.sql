-- The result of journal.kept as an expression over the present columns of a table: it costs half as much for many rows.
CREATE FUNCTION journal.kept_columns(of_table oid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'jsonb_strip_nulls(jsonb_build_object(' || string_agg(format('%L, ', attname) || CASE
        WHEN journal.hidden(attname) THEN format('CASE WHEN %I::text <> %L THEN %L END', attname, '', '•')
        WHEN atttypid IN ('text'::regtype, 'varchar'::regtype) THEN format('nullif(%I, %L)', attname, '')
        ELSE quote_ident(attname) END, ', ' ORDER BY attnum) || '))'
    FROM pg_attribute
    WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{id,search_key,sort_key,last_login}')
$$;
