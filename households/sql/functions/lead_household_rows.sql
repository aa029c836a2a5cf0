-- Move residences and poverty classes along when the commune of their household changes: once for a statement, because
-- a day on which units change moves all households. EXECUTE plans the joins with the present number of rows, and a full
-- join never runs row by row.
CREATE FUNCTION lead_household_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moved boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM was FULL JOIN became USING (id)
        WHERE was.commune_id IS DISTINCT FROM became.commune_id)' INTO moved;
    IF moved THEN
        EXECUTE 'UPDATE households_residence r SET commune_id = n.commune_id FROM became n
            WHERE r.household_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
        EXECUTE 'UPDATE households_povertystatus r SET commune_id = n.commune_id FROM became n
            WHERE r.household_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
    END IF;
    RETURN NULL;
END $$;
