-- Set the commune of members from their membership on `today`, else the latest; of all members if `chosen` is NULL. A
-- village answers with its commune on that day, a commune with itself or its living successor, a district likewise.
CREATE FUNCTION refresh_member_communes(chosen bigint[], today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE line AS (
        SELECT id AS began_as, id, during, successor_id FROM households_unit WHERE kind <> 'village'
        UNION
        SELECT line.began_as, unit.id, unit.during, unit.successor_id
        FROM line JOIN households_unit unit ON unit.id = line.successor_id
        WHERE upper(line.during) <= today
    ), last AS (
        SELECT began_as, id FROM line WHERE upper(during) IS NULL OR upper(during) > today OR successor_id IS NULL
    ), now AS (
        SELECT DISTINCT ON (seat.member_id) seat.member_id, coalesce(place.parent_id, last.id) AS commune
        FROM assignments_membership seat
        JOIN assignments_body body ON body.id = seat.body_id
        LEFT JOIN households_placement place ON place.unit_id = body.unit_id
            AND place.during @> today
            AND EXISTS (SELECT FROM households_unit c WHERE c.id = place.parent_id AND c.kind = 'commune')
        LEFT JOIN last ON last.began_as = body.unit_id
        WHERE chosen IS NULL OR seat.member_id = ANY(chosen)
        ORDER BY seat.member_id, seat.during @> today DESC,
            coalesce(lower(seat.during) > today, false), lower(seat.during) DESC NULLS LAST
    )
    UPDATE assignments_member member SET commune_id = now.commune
    FROM now
    WHERE now.member_id = member.id AND member.commune_id IS DISTINCT FROM now.commune
$$;
GRANT EXECUTE ON FUNCTION refresh_member_communes TO @web@, @worker@, @command@;
