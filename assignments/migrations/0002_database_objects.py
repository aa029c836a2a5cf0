"""From assignments/sql: 41 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("assignments", "0001_initial"),
        ("accounts", "0002_database_objects"),
        ("households", "0002_database_objects"),
    ]

    operations = [
        ReplaceSQL(
            "functions/own_member",
            sql=r"""
CREATE FUNCTION own_member() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM assignments_member WHERE user_id = scope_user()
$$;
GRANT EXECUTE ON FUNCTION own_member TO @member@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/count_in_units",
            sql=r"""
CREATE FUNCTION count_in_units(units bigint[], today date)
RETURNS TABLE (households bigint, members bigint, assignments bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT
        (SELECT count(*) FROM households_household WHERE commune_id = ANY(units) AND merged_into_id IS NULL),
        (SELECT count(*) FROM assignments_member WHERE commune_id = ANY(units) AND merged_into_id IS NULL),
        (SELECT count(*) FROM assignments_assignment WHERE commune_id = ANY(units) AND during @> today)
$$;
GRANT EXECUTE ON FUNCTION count_in_units TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/count_of_own_households",
            sql=r"""
CREATE FUNCTION count_of_own_households(person bigint, today date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT a.household_id)
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE m.user_id = person AND a.during @> today
$$;
GRANT EXECUTE ON FUNCTION count_of_own_households TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/figure",
            sql=r"""
CREATE FUNCTION figure(tiers text[], of_members boolean, places bigint[], day date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF tiers IS NULL THEN
        RETURN (SELECT count(*) FROM households_residence r WHERE r.village_id = ANY (places) AND r.during @> day);
    END IF;
    RETURN (
        SELECT count(DISTINCT CASE WHEN of_members THEN a.member_id ELSE a.household_id END)
        FROM households_residence r JOIN assignments_assignment a ON a.household_id = r.household_id
        WHERE r.village_id = ANY (places) AND r.during @> day
            AND a.role = 'in_charge' AND a.during @> day AND a.tier = ANY (tiers)
    );
END $$;
GRANT EXECUTE ON FUNCTION figure TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/figures",
            sql=r"""
CREATE FUNCTION figures(parts bigint[], places bigint[], day date)
RETURNS TABLE (part bigint, households bigint, covered bigint, members bigint,
    district_members bigint, district_households bigint, commune_members bigint, commune_households bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT place.part, r.household_id AS household, a.member_id AS member, a.tier
        FROM unnest(parts, places) AS place (part, unit)
        JOIN households_residence r ON r.village_id = place.unit AND r.during @> day
        LEFT JOIN assignments_assignment a ON a.household_id = r.household_id
            AND a.role = 'in_charge' AND a.during @> day
    )
    SELECT held.part, count(DISTINCT household), count(DISTINCT household) FILTER (WHERE member IS NOT NULL),
        count(DISTINCT member),
        count(DISTINCT member) FILTER (WHERE tier = 'district'), count(*) FILTER (WHERE tier = 'district'),
        count(DISTINCT member) FILTER (WHERE tier = 'commune'), count(*) FILTER (WHERE tier = 'commune')
    FROM held GROUP BY GROUPING SETS ((held.part), ()) HAVING grouping(held.part) = 1 OR held.part IS NOT NULL;
END $$;
GRANT EXECUTE ON FUNCTION figures TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_kept_member",
            sql=r"""
CREATE FUNCTION follow_kept_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_member",
            sql=r"""
CREATE FUNCTION follow_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.member_id;
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_keeps_body",
            sql=r"""
CREATE FUNCTION scope_keeps_body(unit bigint, tier text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.answers <> '{}' AND scope_may(
        CASE tier WHEN 'district' THEN '{assign_district_tier,manage_units}'::text[]
            ELSE '{change_records,manage_units}' END, a.answers)
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;
GRANT EXECUTE ON FUNCTION scope_keeps_body TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_keeps_decision",
            sql=r"""
CREATE FUNCTION scope_keeps_decision(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN unit IS NOT NULL THEN scope_may('{change_decisions}', ARRAY[unit])
        ELSE EXISTS (SELECT FROM households_unit u
            WHERE u.kind = 'province' AND u.during @> coalesce(scope_day(), CURRENT_DATE)
                AND scope_may('{change_decisions}', ARRAY[u.id])) END
$$;
GRANT EXECUTE ON FUNCTION scope_keeps_decision TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/lead_assignments",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/lead_member_rows",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/peak_loads",
            sql=r"""
CREATE FUNCTION peak_loads(members bigint[], from_day date, leaving_out bigint[])
RETURNS TABLE (member bigint, tier text, households bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH charge AS (
        SELECT a.member_id, a.tier::text AS tier, a.household_id, a.during FROM assignments_assignment a
        WHERE a.member_id = ANY (members) AND a.role = 'in_charge' AND a.during && daterange(from_day, NULL)
            AND a.household_id <> ALL (leaving_out)
    ), turn AS (
        SELECT DISTINCT c.member_id, c.tier, greatest(lower(c.during), from_day) AS day FROM charge c
    ), counted AS (
        SELECT t.member_id, t.tier, t.day, count(DISTINCT c.household_id) AS households
        FROM turn t JOIN charge c ON c.member_id = t.member_id AND c.tier = t.tier AND c.during @> t.day
        GROUP BY t.member_id, t.tier, t.day
    )
    SELECT n.member_id, n.tier, max(n.households) FROM counted n GROUP BY n.member_id, n.tier
$$;
GRANT EXECUTE ON FUNCTION peak_loads TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refresh_member_communes",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/smallest_common_unit",
            sql=r"""
CREATE FUNCTION smallest_common_unit(day date, drawn_on date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE leaf AS (
        SELECT u.id, u.kind = 'village' AS is_village, EXISTS (
            SELECT 1 FROM households_residence r WHERE r.village_id = u.id AND r.during @> day
        ) AS is_home
        FROM households_unit u
    ), above (leaf, unit) AS (
        SELECT p.unit_id, p.parent_id FROM households_placement p WHERE p.during @> drawn_on
        UNION
        SELECT a.leaf, p.parent_id FROM above a
        JOIN households_placement p ON p.unit_id = a.unit AND p.during @> drawn_on
    ), weighed AS (
        SELECT a.unit, count(*) AS units, count(*) FILTER (WHERE l.is_village) AS villages,
            count(*) FILTER (WHERE l.is_home) AS homes
        FROM above a JOIN leaf l ON l.id = a.leaf GROUP BY a.unit
    )
    SELECT u.id FROM weighed w JOIN households_unit u ON u.id = w.unit
    ORDER BY w.homes DESC, w.villages DESC, CASE WHEN w.villages = 0 THEN -w.units ELSE w.units END,
        u.sort_key, u.id
    LIMIT 1
$$;
GRANT EXECUTE ON FUNCTION smallest_common_unit TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/users_in_charge_of",
            sql=r"""
CREATE FUNCTION users_in_charge_of(household bigint, today date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT m.user_id
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.household_id = household AND a.during @> today AND m.user_id IS NOT NULL AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR a.commune_id = ANY (scope_units())
    )
$$;
GRANT EXECUTE ON FUNCTION users_in_charge_of TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/assignee_name",
            sql=r"""
CREATE FUNCTION assignee_name(assignment bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.full_name FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.id = assignment AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> ALL (ARRAY[trim('@web@', '"'), trim('@member@', '"')])
        OR a.commune_id = ANY (scope_units())
        OR a.member_id = own_member()
    )
$$;
GRANT EXECUTE ON FUNCTION assignee_name TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/own_households",
            sql=r"""
CREATE FUNCTION own_households() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(household_id), '{}') FROM assignments_assignment
    WHERE member_id = own_member() AND during @> scope_day()
$$;
GRANT EXECUTE ON FUNCTION own_households TO @member@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/guard_body",
            sql=r"""
CREATE FUNCTION guard_body() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT scope_keeps_body(OLD.unit_id, OLD.tier) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT scope_keeps_body(NEW.unit_id, NEW.tier) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/guard_decision",
            sql=r"""
CREATE FUNCTION guard_decision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT scope_keeps_decision(OLD.unit_id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT scope_keeps_decision(NEW.unit_id) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refresh_body_communes",
            sql=r"""
CREATE FUNCTION refresh_body_communes(body bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_member_communes(
        (SELECT coalesce(array_agg(member_id), '{}') FROM assignments_membership WHERE body_id = body), today)
$$;
GRANT EXECUTE ON FUNCTION refresh_body_communes TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_assignment.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON assignments_assignment FOR EACH ROW EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id, commune_id ON assignments_assignment
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_body.guard",
            sql=r"""
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON assignments_body
    FOR EACH ROW EXECUTE FUNCTION guard_body();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_decision.guard",
            sql=r"""
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON assignments_decision
    FOR EACH ROW EXECUTE FUNCTION guard_decision();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_member.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON assignments_member
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION follow_kept_member();
CREATE TRIGGER follow_other BEFORE UPDATE OF merged_into_id, commune_id ON assignments_member
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION follow_kept_member();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_member.lead_rows",
            sql=r"""
CREATE TRIGGER lead_rows AFTER UPDATE ON assignments_member
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_member_rows();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_membership.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON assignments_membership FOR EACH ROW EXECUTE FUNCTION follow_member();
CREATE TRIGGER follow_other BEFORE UPDATE OF member_id, commune_id ON assignments_membership
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_member();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_household.lead_assignments",
            sql=r"""
CREATE TRIGGER lead_assignments AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_assignments();
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_assignment.of_all",
            sql=r"""
CREATE POLICY of_all ON assignments_assignment TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_assignment.of_member",
            sql=r"""
CREATE POLICY of_member ON assignments_assignment TO @member@ USING (member_id = (SELECT own_member()));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_assignment.of_units",
            sql=r"""
CREATE POLICY of_units ON assignments_assignment TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_deskaction.of_all",
            sql=r"""
CREATE POLICY of_all ON assignments_deskaction TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_deskaction.of_units",
            sql=r"""
CREATE POLICY of_units ON assignments_deskaction TO @web@
    USING (by_id = scope_user() OR (communes <> '{}' AND communes <@ scope_units()));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_member.of_all",
            sql=r"""
CREATE POLICY of_all ON assignments_member TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_member.of_member",
            sql=r"""
CREATE POLICY of_member ON assignments_member TO @member@ USING (id = (SELECT own_member()));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_member.of_units",
            sql=r"""
CREATE POLICY of_units ON assignments_member TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_membership.of_all",
            sql=r"""
CREATE POLICY of_all ON assignments_membership TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_membership.of_member",
            sql=r"""
CREATE POLICY of_member ON assignments_membership TO @member@ USING (member_id = (SELECT own_member()));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/assignments_membership.of_units",
            sql=r"""
CREATE POLICY of_units ON assignments_membership TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_household.of_member",
            sql=r"""
CREATE POLICY of_member ON households_household TO @member@ USING (id = ANY ((SELECT own_households())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_povertystatus.of_member",
            sql=r"""
CREATE POLICY of_member ON households_povertystatus TO @member@
    USING (household_id = ANY ((SELECT own_households())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_residence.of_member",
            sql=r"""
CREATE POLICY of_member ON households_residence TO @member@
    USING (household_id = ANY ((SELECT own_households())::bigint[]));
""",
            former="",
        ),
    ]
