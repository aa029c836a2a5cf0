-- The units that answer for `unit` on `day`. A unit above villages answers for itself, unless it is new and nothing
-- refers to it. For a village it is the commune on `day`, else the last one; if it never belonged to any, the communes
-- of its households. It runs as the owner, because households of other units may refer to the unit.
CREATE FUNCTION unit_answers(unit bigint, day date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN u.kind = 'village' THEN coalesce(
            (SELECT ARRAY[p.parent_id] FROM households_placement p WHERE p.unit_id = u.id
                ORDER BY p.during @> day DESC, coalesce(lower(p.during) > day, false), lower(p.during) DESC NULLS LAST
                LIMIT 1),
            (SELECT array_agg(DISTINCT r.commune_id) FROM households_residence r WHERE r.village_id = u.id),
            '{}')
        WHEN u.successor_id IS NULL
            AND NOT EXISTS (SELECT FROM households_placement p WHERE u.id IN (p.unit_id, p.parent_id))
            AND NOT EXISTS (SELECT FROM households_unit o WHERE o.successor_id = u.id)
            AND NOT EXISTS (SELECT FROM households_unitaccess a WHERE a.unit_id = u.id)
        THEN '{}'
        ELSE ARRAY[u.id] END
    FROM households_unit u WHERE u.id = unit
$$;
GRANT EXECUTE ON FUNCTION unit_answers TO @web@, @worker@, @command@;
