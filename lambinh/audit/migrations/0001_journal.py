"""The journal: two tables that belong to a role as which nobody signs in, and the functions that write them."""

import django.db.models as m
from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# The owner of the other tables becomes the journal's owner here and nowhere else.
TABLES = """
CREATE SCHEMA journal AUTHORIZATION @journal@;
SET LOCAL ROLE @journal@;
GRANT USAGE ON SCHEMA journal TO @owner@, @web@, @worker@, @command@, @member@;

CREATE SEQUENCE journal.number CACHE 1;
CREATE TABLE journal.change (
    id bigint PRIMARY KEY DEFAULT nextval('journal.number'),
    at timestamptz NOT NULL DEFAULT now(),
    transaction bigint NOT NULL,
    user_id bigint,
    role text NOT NULL,
    way text NOT NULL,
    action text NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'truncate')),
    table_name text NOT NULL,
    record bigint,
    household bigint,
    member bigint,
    subject_user bigint,
    before jsonb,
    after jsonb
);
CREATE INDEX change_of_household ON journal.change (household, id) WHERE household IS NOT NULL;
CREATE INDEX change_of_member ON journal.change (member, id) WHERE member IS NOT NULL;
CREATE INDEX change_of_subject ON journal.change (subject_user, id) WHERE subject_user IS NOT NULL;
CREATE INDEX change_by_user ON journal.change (user_id, id) WHERE user_id IS NOT NULL;

CREATE TABLE journal.look (
    id bigint PRIMARY KEY DEFAULT nextval('journal.number'),
    at timestamptz NOT NULL DEFAULT now(),
    user_id bigint,
    role text NOT NULL,
    way text NOT NULL,
    kind text NOT NULL,
    what text NOT NULL CONSTRAINT look_says_what CHECK (what <> ''),
    why text NOT NULL CONSTRAINT look_says_why CHECK (why <> ''),
    rows bigint,
    household bigint,
    member bigint
);
CREATE INDEX look_at_household ON journal.look (household, id) WHERE household IS NOT NULL;
CREATE INDEX look_at_member ON journal.look (member, id) WHERE member IS NOT NULL;
CREATE INDEX look_by_user ON journal.look (user_id, id) WHERE user_id IS NOT NULL;
RESET ROLE;
"""

# Arguments of the triggers: the columns that hold the keys of household, member and user; "-" where there is none.
# A column whose name begins like a secret is only said to be there or to have changed.
WRITING = """
SET LOCAL ROLE @journal@;
CREATE FUNCTION journal.acting_role() RETURNS text LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('role'), 'none'), session_user::text);

CREATE FUNCTION journal.hidden(name text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN name ^@ 'password' OR name ^@ 'citizen_id';

CREATE FUNCTION journal.kept(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, CASE WHEN journal.hidden(key) THEN '"•"' ELSE value END)
    FROM jsonb_each(whole - '{id,search_key,sort_key,last_login}'::text[]) WHERE value NOT IN ('null', '""')
$$;

-- What `kept` gives, as an expression over the columns that the table has now: it costs half as much for many rows.
CREATE FUNCTION journal.kept_columns(of_table oid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 'jsonb_strip_nulls(jsonb_build_object(' || string_agg(format('%L, ', attname) || CASE
        WHEN journal.hidden(attname) THEN format('CASE WHEN %I::text <> %L THEN %L END', attname, '', '•')
        WHEN atttypid IN ('text'::regtype, 'varchar'::regtype) THEN format('nullif(%I, %L)', attname, '')
        ELSE quote_ident(attname) END, ', ' ORDER BY attnum) || '))'
    FROM pg_attribute
    WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{id,search_key,sort_key,last_login}')
$$;

CREATE FUNCTION journal.note_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys text := (SELECT string_agg(CASE key WHEN '-' THEN 'NULL::bigint' ELSE quote_ident(key) END, ', ' ORDER BY place)
        FROM unnest(TG_ARGV) WITH ORDINALITY AS given(key, place));
BEGIN
    EXECUTE format(
        'INSERT INTO journal.change (transaction, user_id, role, way, action, table_name, record, household, member,
            subject_user, after)
        SELECT $1, $2, $3, $4, ''insert'', $5, id, %s, %s FROM added', keys, journal.kept_columns(TG_RELID))
    USING pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.way', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;

-- The same for what differs between the rows `o` and `n`, on the side that is asked for; what is NULL there is left out.
CREATE FUNCTION journal.differing_columns(of_table oid, side text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 'jsonb_strip_nulls(jsonb_build_object(' || string_agg(format(
        CASE WHEN journal.hidden(attname) THEN '%1$L, CASE WHEN o.%2$I IS DISTINCT FROM n.%2$I AND %3$s.%2$I::text <> %4$L THEN %5$L END'
        ELSE '%1$L, CASE WHEN o.%2$I IS DISTINCT FROM n.%2$I THEN %3$s.%2$I END' END, attname, attname, side, '', '•'),
        ', ' ORDER BY attnum) || '))'
    FROM pg_attribute
    WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL ('{search_key,sort_key,last_login}')
$$;

-- Old and new rows meet in a full join: it is never done by going through one side for each row of the other, and a row
-- whose key changes is told as well. A row that changes hands stands in the history of both.
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
        'INSERT INTO journal.change (transaction, user_id, role, way, action, table_name, record, household, member,
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
        journal.acting_role(), coalesce(current_setting('app.way', true), ''), TG_TABLE_NAME;
    RETURN NULL;
END $$;

CREATE FUNCTION journal.note_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone jsonb := to_jsonb(OLD);
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, way, action, table_name, record, household, member,
        subject_user, before)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.way', true), ''), 'delete', TG_TABLE_NAME,
        (gone ->> 'id')::bigint, (gone ->> TG_ARGV[0])::bigint, (gone ->> TG_ARGV[1])::bigint,
        (gone ->> TG_ARGV[2])::bigint, journal.kept(gone));
    RETURN NULL;
END $$;

CREATE FUNCTION journal.note_emptying() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, way, action, table_name)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.way', true), ''), 'truncate', TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE FUNCTION journal.record_look(kind text, what text, why text, rows bigint, household bigint, member bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO journal.look (user_id, role, way, kind, what, why, rows, household, member)
    VALUES (nullif(current_setting('app.user', true), '')::bigint, journal.acting_role(),
        coalesce(current_setting('app.way', true), ''), kind, what, why, rows, household, member)
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA journal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.note_rows, journal.note_changes, journal.note_row, journal.note_emptying TO @owner@;
GRANT EXECUTE ON FUNCTION journal.record_look TO @owner@, @web@, @worker@, @command@, @member@;
RESET ROLE;
"""

# Whoever sees a household today sees its history; what was noted about an assignment belongs to the household.
READING = """
SET LOCAL ROLE @journal@;
-- With the rights of who reads. As a part of the policy itself the planner would read all households of the reader first.
CREATE FUNCTION journal.sees(of_household bigint, of_member bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF of_household IS NOT NULL THEN
        RETURN EXISTS (SELECT FROM public.households_household h WHERE h.id OPERATOR(pg_catalog.=) of_household);
    END IF;
    RETURN of_member IS NOT NULL
        AND EXISTS (SELECT FROM public.assignments_member m WHERE m.id OPERATOR(pg_catalog.=) of_member);
END $$;
REVOKE ALL ON FUNCTION journal.sees FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.sees TO @web@;
ALTER TABLE journal.change ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal.look ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON journal.change, journal.look, journal.number TO @owner@, @command@;
GRANT SELECT ON journal.change, journal.look TO @web@;
CREATE POLICY of_all ON journal.change FOR SELECT TO @owner@, @command@ USING (true);
CREATE POLICY of_all ON journal.look FOR SELECT TO @owner@, @command@ USING (true);
CREATE POLICY of_units ON journal.change FOR SELECT TO @web@ USING (journal.sees(household, member));
CREATE POLICY of_units ON journal.look FOR SELECT TO @web@ USING (journal.sees(household, member));
RESET ROLE;
"""

# What a user did is told without contents, what was done to the account with them; to those who manage users.
OF_USERS = """
GRANT SELECT (id, is_superuser, is_active, username) ON accounts_user TO @journal@;
GRANT SELECT (user_id, role) ON households_unitaccess TO @journal@;
SET LOCAL ROLE @journal@;
CREATE FUNCTION journal.manages_users() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.acting_role() <> ALL (ARRAY[trim('@web@', '"'), trim('@member@', '"')])
        OR EXISTS (SELECT FROM public.accounts_user u WHERE u.is_active
            AND u.id = nullif(current_setting('app.user', true), '')::bigint
            AND (u.is_superuser OR EXISTS (SELECT FROM public.households_unitaccess a
                WHERE a.user_id = u.id AND a.role IN ('administrator', 'district_office'))))
$$;
CREATE FUNCTION journal.changes_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, at, transaction, user_id, role, way, action, table_name, record,
        NULL::bigint, NULL::bigint, subject_user, NULL::jsonb, NULL::jsonb
    FROM journal.change WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
CREATE FUNCTION journal.changes_of(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.change WHERE subject_user = person AND id < below AND (SELECT journal.manages_users())
    AND table_name IN ('accounts_user', 'households_unitaccess')
    ORDER BY id DESC LIMIT at_most
$$;
CREATE FUNCTION journal.looks_by(person bigint, below bigint, at_most int) RETURNS SETOF journal.look
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.look WHERE user_id = person AND id < below AND (SELECT journal.manages_users())
    ORDER BY id DESC LIMIT at_most
$$;
REVOKE ALL ON FUNCTION journal.manages_users, journal.changes_by, journal.changes_of, journal.looks_by FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.changes_by, journal.changes_of, journal.looks_by TO @owner@, @web@, @command@;
RESET ROLE;
"""
GONE = """
REVOKE ALL ON accounts_user, households_unitaccess FROM @journal@;
SET LOCAL ROLE @journal@; DROP SCHEMA journal CASCADE; RESET ROLE;
"""

BOTH = [
    ("id", m.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("at", m.DateTimeField(verbose_name="when")),
    ("by", m.BigIntegerField(db_column="user_id", null=True, verbose_name="user")),
    ("way", m.TextField(verbose_name="way")),
    ("household", m.BigIntegerField(null=True)),
    ("member", m.BigIntegerField(null=True)),
    ("role", m.TextField()),
]
ACTIONS = [("insert", "added"), ("update", "changed"), ("delete", "deleted"), ("truncate", "table emptied")]
KINDS = [
    ("export", "exported"),
    ("download", "file downloaded"),
    ("citizen_id", "citizen id opened"),
    ("print", "printed"),
]


def _read_only(name: str, words: tuple[str, str], fields: list[tuple[str, m.Field]]) -> migrations.CreateModel:
    """A model that Django reads by, and makes or empties no table for."""
    options = {
        "verbose_name": words[0],
        "verbose_name_plural": words[1],
        "db_table": f'"journal"."{name.lower()}"',
        "ordering": ("-pk",),
        "managed": False,
        "default_permissions": (),
    }
    return migrations.CreateModel(name=name, fields=[*BOTH, *fields], options=options)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_initial"),
        ("households", "0003_row_security"),
        ("assignments", "0003_row_security"),
    ]

    operations = [
        run_sql_with_roles(TABLES, GONE),
        run_sql_with_roles(WRITING),
        run_sql_with_roles(READING),
        run_sql_with_roles(OF_USERS),
        _read_only(
            "Change",
            ("change", "changes"),
            [
                ("transaction", m.BigIntegerField()),
                ("action", m.TextField(choices=ACTIONS, verbose_name="action")),
                ("table", m.TextField(db_column="table_name", verbose_name="table")),
                ("record", m.BigIntegerField(null=True, verbose_name="record")),
                ("subject", m.BigIntegerField(db_column="subject_user", null=True)),
                ("before", m.JSONField(null=True, verbose_name="before")),
                ("after", m.JSONField(null=True, verbose_name="after")),
            ],
        ),
        _read_only(
            "Look",
            ("look", "looks"),
            [
                ("kind", m.TextField(choices=KINDS, verbose_name="action")),
                ("what", m.TextField(verbose_name="what")),
                ("why", m.TextField(verbose_name="reason")),
                ("rows", m.BigIntegerField(null=True, verbose_name="rows")),
            ],
        ),
    ]
