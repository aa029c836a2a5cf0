"""From households/sql: 27 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0001_initial"),
        ("accounts", "0002_database_objects"),
    ]

    operations = [
        ReplaceSQL(
            "functions/follow_household",
            sql=r"""
CREATE FUNCTION follow_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.household_id;
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_kept_household",
            sql=r"""
CREATE FUNCTION follow_kept_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/gives_access",
            sql=r"""
CREATE FUNCTION gives_access(person bigint, unit bigint, given text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person <> scope_user() AND EXISTS (
        SELECT FROM accounts_user u WHERE u.id = scope_user() AND u.is_active AND (
            u.is_superuser
            OR (unit = ANY (scope_access_units()) AND EXISTS (
                SELECT FROM households_unitaccess a WHERE a.user_id = u.id
                AND (a.role = 'administrator' OR (a.role = 'district_office' AND given <> 'administrator'))
            ))
        )
    )
$$;
GRANT EXECUTE ON FUNCTION gives_access TO @web@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_may_make",
            sql=r"""
CREATE FUNCTION scope_may_make(kind text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(scope_rights() -> 'manage_units' = '"*"', false) OR EXISTS (
        SELECT FROM households_unit u
        WHERE scope_rights() -> 'manage_units' @> to_jsonb(u.id)
            AND array_position('{province,district,commune,village}', u.kind::text)
                < array_position('{province,district,commune,village}', $1))
$$;
GRANT EXECUTE ON FUNCTION scope_may_make TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/lead_household_rows",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refresh_household_communes",
            sql=r"""
CREATE FUNCTION refresh_household_communes(chosen bigint[], today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE households_household h SET commune_id = now.commune
    FROM (
        SELECT DISTINCT ON (r.household_id) r.household_id, p.parent_id AS commune
        FROM households_residence r
        JOIN households_placement p ON p.unit_id = r.village_id AND p.during @> today
        WHERE chosen IS NULL OR r.household_id = ANY(chosen)
        ORDER BY r.household_id, r.during @> today DESC,
            coalesce(lower(r.during) > today, false), lower(r.during) DESC NULLS LAST
    ) now
    WHERE now.household_id = h.id AND h.commune_id IS DISTINCT FROM now.commune
$$;
GRANT EXECUTE ON FUNCTION refresh_household_communes TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/unit_answers",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refresh_village_communes",
            sql=r"""
CREATE FUNCTION refresh_village_communes(village bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_household_communes(
        (SELECT coalesce(array_agg(household_id), '{}') FROM households_residence WHERE village_id = village), today)
$$;
GRANT EXECUTE ON FUNCTION refresh_village_communes TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_keeps",
            sql=r"""
CREATE FUNCTION scope_keeps(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN a.answers = '{}' THEN scope_may_make((SELECT u.kind::text FROM households_unit u WHERE u.id = unit))
        ELSE scope_may('{manage_units}', a.answers) END
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;
GRANT EXECUTE ON FUNCTION scope_keeps TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/guard_placement",
            sql=r"""
CREATE FUNCTION guard_placement() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT (scope_may('{manage_units}', ARRAY[OLD.parent_id]) AND scope_keeps(OLD.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT (scope_may('{manage_units}', ARRAY[NEW.parent_id]) AND scope_keeps(NEW.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/guard_unit",
            sql=r"""
CREATE FUNCTION guard_unit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT scope_may_make(NEW.kind) OR NOT (NEW.successor_id IS NULL OR scope_keeps(NEW.successor_id)) THEN
            PERFORM refuse_foreign_unit();
        END IF;
    ELSIF NOT scope_keeps(OLD.id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP = 'UPDATE' AND (
        NEW.id <> OLD.id
        OR (NEW.kind <> OLD.kind AND NOT scope_may('{manage_units}', ARRAY[NULL::bigint]))
        OR (NEW.successor_id IS DISTINCT FROM OLD.successor_id AND NEW.successor_id IS NOT NULL
            AND NOT scope_keeps(NEW.successor_id))
    ) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_household.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION follow_kept_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF merged_into_id, commune_id ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION follow_kept_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_household.lead_rows",
            sql=r"""
CREATE TRIGGER lead_rows AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_household_rows();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_placement.guard",
            sql=r"""
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON households_placement
    FOR EACH ROW EXECUTE FUNCTION guard_placement();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_povertystatus.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON households_povertystatus FOR EACH ROW EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id, commune_id ON households_povertystatus
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_residence.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON households_residence FOR EACH ROW EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id, commune_id ON households_residence
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_unit.guard",
            sql=r"""
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON households_unit
    FOR EACH ROW EXECUTE FUNCTION guard_unit();
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_household.of_all",
            sql=r"""
CREATE POLICY of_all ON households_household TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_household.of_units",
            sql=r"""
CREATE POLICY of_units ON households_household TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_povertystatus.of_all",
            sql=r"""
CREATE POLICY of_all ON households_povertystatus TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_povertystatus.of_units",
            sql=r"""
CREATE POLICY of_units ON households_povertystatus TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_residence.of_all",
            sql=r"""
CREATE POLICY of_all ON households_residence TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_residence.of_units",
            sql=r"""
CREATE POLICY of_units ON households_residence TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_unitaccess.of_all",
            sql=r"""
CREATE POLICY of_all ON households_unitaccess TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_unitaccess.of_ended",
            sql=r"""
CREATE POLICY of_ended ON households_unitaccess FOR DELETE TO @web@ USING (gives_access(user_id, unit_id, role));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_unitaccess.of_new",
            sql=r"""
CREATE POLICY of_new ON households_unitaccess FOR INSERT TO @web@ WITH CHECK (gives_access(user_id, unit_id, role));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/households_unitaccess.of_readers",
            sql=r"""
CREATE POLICY of_readers ON households_unitaccess FOR SELECT TO @web@, @journal@ USING (true);
""",
            former="",
        ),
    ]
