-- An expression for the columns that differ between the rows `o` and `n`, with the values of `side`, without NULLs.
CREATE FUNCTION journal.differing_columns(of_table oid, side text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT 'jsonb_strip_nulls(jsonb_build_object(' || string_agg(format(
        CASE WHEN journal.hidden(attname) THEN '%1$L, CASE WHEN o.%2$I IS DISTINCT FROM n.%2$I AND %3$s.%2$I::text <> %4$L THEN %5$L END'
        ELSE '%1$L, CASE WHEN o.%2$I IS DISTINCT FROM n.%2$I THEN %3$s.%2$I END' END, attname, attname, side, '', '•'),
        ', ' ORDER BY attnum) || '))'
    FROM pg_attribute
    WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{search_key,sort_key,last_login}')
$$;
