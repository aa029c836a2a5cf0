"""From lambinh/audit/sql: 40 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("accounts", "0002_database_objects"),
        ("assignments", "0002_database_objects"),
        ("duplicates", "0002_database_objects"),
        ("households", "0002_database_objects"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        ReplaceSQL(
            "functions/journal.acting_role",
            sql=r"""
CREATE FUNCTION journal.acting_role() RETURNS text LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('role'), 'none'), session_user::text);
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.moment",
            sql=r"""
CREATE FUNCTION journal.moment(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US');
GRANT EXECUTE ON FUNCTION journal.moment TO @owner@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.hidden",
            sql=r"""
CREATE FUNCTION journal.hidden(name text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN name ^@ 'password' OR name ^@ 'citizen_id' OR name = 'data';
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.sees",
            sql=r"""
CREATE FUNCTION journal.sees(of_household bigint, of_member bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF of_household IS NOT NULL THEN
        RETURN EXISTS (SELECT FROM public.households_household h WHERE h.id OPERATOR(pg_catalog.=) of_household);
    END IF;
    RETURN of_member IS NOT NULL
        AND EXISTS (SELECT FROM public.assignments_member m WHERE m.id OPERATOR(pg_catalog.=) of_member);
END $$;
GRANT EXECUTE ON FUNCTION journal.sees TO @web@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.manages_users",
            sql=r"""
CREATE FUNCTION journal.manages_users() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.acting_role() <> ALL (ARRAY[trim('@web@', '"'), trim('@member@', '"')])
        OR EXISTS (SELECT FROM public.accounts_user u WHERE u.is_active
            AND u.id = nullif(current_setting('app.user', true), '')::bigint
            AND (u.is_superuser OR EXISTS (SELECT FROM public.households_unitaccess a
                WHERE a.user_id = u.id AND a.role IN ('administrator', 'district_office'))))
$$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.note_emptying",
            sql=r"""
CREATE FUNCTION journal.note_emptying() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, source, action, table_name)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), 'truncate', TG_TABLE_NAME);
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_emptying TO @owner@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.record_access",
            sql=r"""
CREATE FUNCTION journal.record_access(kind text, target text, reason text, rows bigint, household bigint, member bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO journal.access (user_id, role, source, kind, target, reason, rows, household, member)
    VALUES (nullif(current_setting('app.user', true), '')::bigint, journal.acting_role(),
        coalesce(current_setting('app.source', true), ''), kind, target, reason, rows, household, member)
$$;
GRANT EXECUTE ON FUNCTION journal.record_access TO @owner@, @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.chained",
            sql=r"""
CREATE FUNCTION journal.chained(before bytea, number bigint, at timestamptz, ids int8multirange, digests bytea) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(before || convert_to(jsonb_build_array(number, journal.moment(at), ids::text)::text, 'UTF8') || digests);
GRANT EXECUTE ON FUNCTION journal.chained TO @owner@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.digests",
            sql=r"""
CREATE FUNCTION journal.digests(of_ids int8multirange) RETURNS TABLE (id bigint, digest bytea) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, sha256(convert_to(jsonb_build_array('change', c.id, journal.moment(c.at), c.transaction, c.user_id, c.role,
        c.source, c.action, c.table_name, c.record, c.household, c.member, c.subject_user, c.before, c.after)::text, 'UTF8'))
    FROM journal.change c WHERE c.id >= lower(of_ids) AND c.id < upper(of_ids) AND c.id <@ of_ids
    UNION ALL
    SELECT l.id, sha256(convert_to(jsonb_build_array('access', l.id, journal.moment(l.at), l.user_id, l.role, l.source, l.kind,
        l.target, l.reason, l.rows, l.household, l.member)::text, 'UTF8'))
    FROM journal.access l WHERE l.id >= lower(of_ids) AND l.id < upper(of_ids) AND l.id <@ of_ids
$$;
GRANT EXECUTE ON FUNCTION journal.digests TO @owner@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.differing_columns",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.kept",
            sql=r"""
CREATE FUNCTION journal.kept(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_object_agg(key, CASE WHEN journal.hidden(key) THEN '"•"' ELSE value END)
    FROM jsonb_each(whole - '{id,search_key,sort_key,last_login}'::text[]) WHERE value NOT IN ('null', '""')
$$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.kept_columns",
            sql=r"""
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
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.changes_by",
            sql=r"""
CREATE FUNCTION journal.changes_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, at, transaction, user_id, role, source, action, table_name, record,
        NULL::bigint, NULL::bigint, subject_user, NULL::jsonb, NULL::jsonb
    FROM journal.change WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.changes_by TO @owner@, @web@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.changes_of",
            sql=r"""
CREATE FUNCTION journal.changes_of(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.change WHERE subject_user = person AND id < below AND (SELECT journal.manages_users())
    AND table_name IN ('accounts_user', 'households_unitaccess', 'mfa_authenticator')
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.changes_of TO @owner@, @web@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.accesses_by",
            sql=r"""
CREATE FUNCTION journal.accesses_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.access
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.access WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
GRANT EXECUTE ON FUNCTION journal.accesses_by TO @owner@, @web@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.make_seal",
            sql=r"""
CREATE FUNCTION journal.make_seal(at_most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    latest journal.seal;
    over bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    sealed int8multirange;
    fresh bigint[];
    one journal.seal;
    digests bytea;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('journal.seal', 0)) THEN
        RETURN 0;
    END IF;
    SELECT * INTO latest FROM journal.seal ORDER BY id DESC LIMIT 1;
    latest.settled := coalesce(latest.settled, 0);
    SELECT coalesce(range_agg(s.ids), '{}') INTO sealed FROM journal.seal s WHERE upper(s.ids) > latest.settled;
    SELECT last_value INTO one.upto FROM journal.number;
    one.horizon := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    SELECT array_agg(e.id) INTO fresh FROM (
        SELECT n.id FROM (
            SELECT c.id FROM journal.change c WHERE c.id > latest.settled
            UNION ALL SELECT l.id FROM journal.access l WHERE l.id > latest.settled
        ) n WHERE NOT n.id <@ sealed ORDER BY n.id LIMIT at_most
    ) e;
    IF fresh IS NULL THEN
        RETURN 0;
    END IF;
    one.entries := cardinality(fresh);
    one.settled := latest.settled;
    IF one.entries < at_most THEN
        SELECT greatest(s.upto, latest.settled) INTO one.settled FROM journal.seal s
        WHERE s.horizon <= over AND s.at < clock_timestamp() - interval '5 minutes' ORDER BY s.id DESC LIMIT 1;
        one.settled := coalesce(one.settled, latest.settled);
    ELSE
        one.upto := latest.settled;
    END IF;
    one.id := coalesce(latest.id, 0) + 1;
    one.at := clock_timestamp();
    SELECT range_agg(int8range(id, id, '[]')) INTO one.ids FROM unnest(fresh) AS id;
    SELECT string_agg(substr(d.digest, 1, 8), '' ORDER BY d.id), string_agg(d.digest, '' ORDER BY d.id)
        INTO one.marks, digests FROM journal.digests(one.ids) d;
    one.digest := journal.chained(coalesce(latest.digest, ''), one.id, one.at, one.ids, digests);
    INSERT INTO journal.seal SELECT (one).*;
    RETURN one.entries;
END $$;
GRANT EXECUTE ON FUNCTION journal.make_seal TO @owner@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.recomputed",
            sql=r"""
CREATE FUNCTION journal.recomputed(number bigint) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.chained(coalesce((SELECT b.digest FROM journal.seal b WHERE b.id = number - 1), ''), s.id, s.at, s.ids,
        (SELECT coalesce(string_agg(d.digest, '' ORDER BY d.id), '') FROM journal.digests(s.ids) d))
    FROM journal.seal s WHERE s.id = number
$$;
GRANT EXECUTE ON FUNCTION journal.recomputed TO @owner@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.note_changes",
            sql=r"""
CREATE FUNCTION journal.note_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE format('n.%I', key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
    old_keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE format('o.%I', key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
    compared text := (SELECT string_agg(format('o.%1$I IS DISTINCT FROM n.%1$I', attname), ' OR ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{search_key,sort_key,last_login}'));
BEGIN
    EXECUTE format(
        'INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
            subject_user, before, after)
        SELECT $1, $2, $3, $4, ''update'', $5, keys.record, keys.household, keys.member, keys.subject, %1$s, %2$s
        FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES
            (n.id, %3$s, n.id IS NOT NULL),
            (o.id, %4$s, o.id IS NOT NULL AND (n.id IS NULL OR ROW(%3$s) IS DISTINCT FROM ROW(%4$s)))
        ) AS keys(record, household, member, subject, counts)
        WHERE keys.counts AND (%5$s)',
        journal.differing_columns(TG_RELID, 'o'), journal.differing_columns(TG_RELID, 'n'), new_keys, old_keys, compared)
    USING pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_changes TO @owner@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.note_row",
            sql=r"""
CREATE FUNCTION journal.note_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone jsonb := to_jsonb(OLD);
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
        subject_user, before)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), 'delete', TG_TABLE_NAME,
        (gone ->> 'id')::bigint, (gone ->> TG_ARGV[0])::bigint, (gone ->> TG_ARGV[1])::bigint,
        (gone ->> TG_ARGV[2])::bigint, journal.kept(gone));
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_row TO @owner@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/journal.note_rows",
            sql=r"""
CREATE FUNCTION journal.note_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE quote_ident(key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
BEGIN
    EXECUTE format(
        'INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
            subject_user, after)
        SELECT $1, $2, $3, $4, ''insert'', $5, id, %s, %s FROM added', keys, journal.kept_columns(TG_RELID))
    USING pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_rows TO @owner@;
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/accounts_user.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON accounts_user REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'id');
CREATE TRIGGER journal_changed AFTER UPDATE ON accounts_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', 'id');
CREATE TRIGGER journal_deleted AFTER DELETE ON accounts_user
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON accounts_user
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_assignment.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('household_id', 'member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_assignment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('household_id', 'member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_assignment
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('household_id', 'member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_assignment
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_body.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON assignments_body REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_body REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_body
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_body
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_decision.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON assignments_decision REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_decision REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_decision
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_decision
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_member.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON assignments_member REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', 'id', 'user_id');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', 'id', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_member
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', 'id', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_member
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/assignments_membership.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON assignments_membership REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', 'member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_membership REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', 'member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_membership
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', 'member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_membership
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/duplicates_merge.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON duplicates_merge REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('household_id', 'member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON duplicates_merge REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('household_id', 'member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON duplicates_merge
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('household_id', 'member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON duplicates_merge
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/duplicates_distinctpair.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON duplicates_distinctpair REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON duplicates_distinctpair REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON duplicates_distinctpair
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON duplicates_distinctpair
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_household.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_household REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('id', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_household REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('id', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_household
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('id', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_household
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_placement.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_placement REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_placement REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_placement
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_placement
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_povertystatus.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_povertystatus REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('household_id', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_povertystatus REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('household_id', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_povertystatus
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('household_id', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_povertystatus
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_residence.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_residence REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('household_id', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_residence REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('household_id', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_residence
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('household_id', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_residence
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_unit.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_unit REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_unit
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_unit
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/households_unitaccess.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON households_unitaccess REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'user_id');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_unitaccess REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_unitaccess
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_unitaccess
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/mfa_authenticator.journal",
            sql=r"""
CREATE TRIGGER journal_added AFTER INSERT ON mfa_authenticator REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON mfa_authenticator
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
""",
            former="",
        ),
        ReplaceSQL(
            "policies/journal.change.of_all",
            sql=r"""
CREATE POLICY of_all ON journal.change FOR SELECT TO @owner@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/journal.change.of_units",
            sql=r"""
CREATE POLICY of_units ON journal.change FOR SELECT TO @web@ USING (journal.sees(household, member));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/journal.access.of_all",
            sql=r"""
CREATE POLICY of_all ON journal.access FOR SELECT TO @owner@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/journal.access.of_units",
            sql=r"""
CREATE POLICY of_units ON journal.access FOR SELECT TO @web@ USING (journal.sees(household, member));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/journal.seal.of_all",
            sql=r"""
CREATE POLICY of_all ON journal.seal FOR SELECT TO @owner@, @worker@, @command@ USING (true);
""",
            former="",
        ),
    ]
