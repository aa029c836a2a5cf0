"""From assignments/duplicates/sql: 24 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("duplicates", "0001_initial"),
        ("accounts", "0002_database_objects"),
        ("assignments", "0002_database_objects"),
        ("households", "0002_database_objects"),
    ]

    operations = [
        ReplaceSQL(
            "functions/count_assignments_of",
            sql=r"""
CREATE FUNCTION count_assignments_of(members bigint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.member_id = ANY(members) AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR m.commune_id = ANY (scope_units())
    )
$$;
GRANT EXECUTE ON FUNCTION count_assignments_of TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_first",
            sql=r"""
CREATE FUNCTION follow_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := coalesce((SELECT commune_id FROM households_household WHERE id = NEW.first_household_id),
        (SELECT commune_id FROM assignments_member WHERE id = NEW.first_member_id));
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_merge",
            sql=r"""
CREATE FUNCTION follow_merge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := (SELECT commune_id FROM duplicates_merge WHERE id = NEW.merge_id);
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/follow_merged",
            sql=r"""
CREATE FUNCTION follow_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := coalesce((SELECT commune_id FROM households_household WHERE id = NEW.household_id),
        (SELECT commune_id FROM assignments_member WHERE id = NEW.member_id));
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/lead_merged_households",
            sql=r"""
CREATE FUNCTION lead_merged_households() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM households_household WHERE merged_into_id = NEW.id) THEN
        UPDATE households_household SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE household_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.household_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE household_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_distinctpair WHERE first_household_id = NEW.id) THEN
        UPDATE duplicates_distinctpair SET commune_id = NEW.commune_id WHERE first_household_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/lead_merged_members",
            sql=r"""
CREATE FUNCTION lead_merged_members() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM assignments_member WHERE merged_into_id = NEW.id) THEN
        UPDATE assignments_member SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE member_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.member_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE member_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_distinctpair WHERE first_member_id = NEW.id) THEN
        UPDATE duplicates_distinctpair SET commune_id = NEW.commune_id WHERE first_member_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refuse_merged_household",
            sql=r"""
CREATE FUNCTION refuse_merged_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM households_household h WHERE h.id IN (SELECT household_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM households_household h WHERE h.id IN (SELECT household_id FROM added)
            AND h.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the household was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'household_is_merged';
    END IF;
    RETURN NULL;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refuse_merged_member",
            sql=r"""
CREATE FUNCTION refuse_merged_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added)
            AND m.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the member was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'member_is_merged';
    END IF;
    RETURN NULL;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_assignment.refuse_merged_household",
            sql=r"""
CREATE TRIGGER refuse_merged_household AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_assignment.refuse_merged_member",
            sql=r"""
CREATE TRIGGER refuse_merged_member AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_member();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_member.lead_merged",
            sql=r"""
CREATE TRIGGER lead_merged AFTER UPDATE OF commune_id ON assignments_member
    FOR EACH ROW WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION lead_merged_members();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_membership.refuse_merged_member",
            sql=r"""
CREATE TRIGGER refuse_merged_member AFTER INSERT ON assignments_membership REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_member();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/duplicates_merge.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON duplicates_merge FOR EACH ROW EXECUTE FUNCTION follow_merged();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id, member_id, commune_id ON duplicates_merge
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_merged();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/duplicates_mergestate.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON duplicates_mergestate FOR EACH ROW EXECUTE FUNCTION follow_merge();
CREATE TRIGGER follow_other BEFORE UPDATE OF merge_id, commune_id ON duplicates_mergestate
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_merge();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/duplicates_distinctpair.follow_commune",
            sql=r"""
CREATE TRIGGER follow_new BEFORE INSERT ON duplicates_distinctpair FOR EACH ROW EXECUTE FUNCTION follow_first();
CREATE TRIGGER follow_other BEFORE UPDATE OF first_household_id, first_member_id, commune_id ON duplicates_distinctpair
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_first();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_household.lead_merged",
            sql=r"""
CREATE TRIGGER lead_merged AFTER UPDATE OF commune_id ON households_household
    FOR EACH ROW WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION lead_merged_households();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_povertystatus.refuse_merged_household",
            sql=r"""
CREATE TRIGGER refuse_merged_household AFTER INSERT ON households_povertystatus REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_residence.refuse_merged_household",
            sql=r"""
CREATE TRIGGER refuse_merged_household AFTER INSERT ON households_residence REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_merge.of_all",
            sql=r"""
CREATE POLICY of_all ON duplicates_merge TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_merge.of_units",
            sql=r"""
CREATE POLICY of_units ON duplicates_merge TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_mergestate.of_all",
            sql=r"""
CREATE POLICY of_all ON duplicates_mergestate TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_mergestate.of_units",
            sql=r"""
CREATE POLICY of_units ON duplicates_mergestate TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_distinctpair.of_all",
            sql=r"""
CREATE POLICY of_all ON duplicates_distinctpair TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/duplicates_distinctpair.of_units",
            sql=r"""
CREATE POLICY of_units ON duplicates_distinctpair TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
""",
            former="",
        ),
    ]
