"""The second lock for members and assignments, and what a member of the Party sees: the own households alone."""

from django.db import migrations

from lambinh.db.sql import enable_row_security, run_sql_with_roles

FOLLOWING = """
CREATE FUNCTION follow_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.member_id;
    RETURN NEW;
END $$;

CREATE FUNCTION lead_member_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moved boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM was FULL JOIN became USING (id)
        WHERE was.commune_id IS DISTINCT FROM became.commune_id)' INTO moved;
    IF moved THEN
        EXECUTE 'UPDATE assignments_membership r SET commune_id = n.commune_id FROM became n
            WHERE r.member_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION lead_assignments() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moved boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM was FULL JOIN became USING (id)
        WHERE was.commune_id IS DISTINCT FROM became.commune_id)' INTO moved;
    IF moved THEN
        EXECUTE 'UPDATE assignments_assignment r SET commune_id = n.commune_id FROM became n
            WHERE r.household_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_rows AFTER UPDATE ON assignments_member
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_member_rows();
CREATE TRIGGER lead_assignments AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_assignments();

CREATE TRIGGER follow_new BEFORE INSERT ON assignments_membership
    FOR EACH ROW WHEN (NEW.commune_id IS NULL) EXECUTE FUNCTION follow_member();
CREATE TRIGGER follow_other BEFORE UPDATE OF member_id ON assignments_membership
    FOR EACH ROW EXECUTE FUNCTION follow_member();
CREATE TRIGGER follow_new BEFORE INSERT ON assignments_assignment
    FOR EACH ROW WHEN (NEW.commune_id IS NULL) EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id ON assignments_assignment
    FOR EACH ROW EXECUTE FUNCTION follow_household();
"""
NO_FOLLOWING = """
DROP TRIGGER lead_rows ON assignments_member;
DROP TRIGGER lead_assignments ON households_household;
DROP TRIGGER follow_new ON assignments_membership;
DROP TRIGGER follow_other ON assignments_membership;
DROP TRIGGER follow_new ON assignments_assignment;
DROP TRIGGER follow_other ON assignments_assignment;
DROP FUNCTION follow_member(), lead_member_rows(), lead_assignments();
"""

# Of several memberships the one that holds today counts, else the latest. A village answers with the commune that it
# belongs to today, a commune with itself or the successor that is alive today, a district with itself or its successor.
REFRESHING = """
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

CREATE FUNCTION refresh_body_communes(body bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_member_communes(
        (SELECT coalesce(array_agg(member_id), '{}') FROM assignments_membership WHERE body_id = body), today)
$$;
REVOKE ALL ON FUNCTION refresh_member_communes, refresh_body_communes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_member_communes, refresh_body_communes TO @web@, @worker@, @command@;

SELECT refresh_member_communes(NULL, current_date);
UPDATE assignments_membership s SET commune_id = m.commune_id FROM assignments_member m WHERE m.id = s.member_id;
UPDATE assignments_assignment a SET commune_id = h.commune_id FROM households_household h WHERE h.id = a.household_id;
"""
NO_REFRESHING = "DROP FUNCTION refresh_body_communes, refresh_member_communes;"

TABLES = ("assignments_member", "assignments_membership", "assignments_assignment")

# A page of somebody's own households acts under a role of its own: one policy must not stand beside another, for the
# database would join them with OR and use no index.
OWN = """
CREATE FUNCTION own_member() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM assignments_member WHERE user_id = scope_user()
$$;
CREATE FUNCTION own_households() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(household_id), '{}') FROM assignments_assignment
    WHERE member_id = own_member() AND during @> scope_day()
$$;
CREATE POLICY of_member ON assignments_member TO @member@ USING (id = (SELECT own_member()));
CREATE POLICY of_member ON assignments_membership TO @member@ USING (member_id = (SELECT own_member()));
CREATE POLICY of_member ON assignments_assignment TO @member@ USING (member_id = (SELECT own_member()));
CREATE POLICY of_member ON households_household TO @member@ USING (id = ANY ((SELECT own_households())::bigint[]));
CREATE POLICY of_member ON households_residence TO @member@
    USING (household_id = ANY ((SELECT own_households())::bigint[]));
CREATE POLICY of_member ON households_povertystatus TO @member@
    USING (household_id = ANY ((SELECT own_households())::bigint[]));
REVOKE ALL ON FUNCTION own_member, own_households FROM PUBLIC;
GRANT EXECUTE ON FUNCTION own_member, own_households TO @member@;
"""
NOT_OWN = "".join(
    f"DROP POLICY of_member ON {table};"
    for table in (*TABLES, "households_household", "households_residence", "households_povertystatus")
) + "DROP FUNCTION own_households(), own_member();"

# Who is in charge of a household is part of the household's own record, be it somebody of another unit: the name, no more.
CARERS = """
CREATE FUNCTION carer_name(assignment bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.full_name FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.id = assignment AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> ALL (ARRAY['@web@', '@member@'])
        OR a.commune_id = ANY (scope_units())
        OR a.member_id = own_member()
    )
$$;
REVOKE ALL ON FUNCTION carer_name FROM PUBLIC;
GRANT EXECUTE ON FUNCTION carer_name TO @web@, @worker@, @command@, @member@;
""".replace("'@web@'", "trim('@web@', '\"')").replace("'@member@'", "trim('@member@', '\"')")
NO_CARERS = "DROP FUNCTION carer_name;"


class Migration(migrations.Migration):
    dependencies = [("assignments", "0002_scope"), ("households", "0003_row_security")]

    operations = [
        run_sql_with_roles(FOLLOWING, NO_FOLLOWING),
        run_sql_with_roles(REFRESHING, NO_REFRESHING),
        enable_row_security(TABLES),
        run_sql_with_roles(OWN, NOT_OWN),
        run_sql_with_roles(CARERS, NO_CARERS),
    ]
