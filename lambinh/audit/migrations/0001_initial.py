"""The journal's tables, in a schema that belongs to a role as which nobody signs in."""

from django.db import migrations, models

from lambinh.db.sql import run_sql_with_roles

# The owner of the other tables becomes the journal's owner here and in the migrations of its functions, nowhere else.
TABLES = """
CREATE SCHEMA journal AUTHORIZATION @journal@;
SET LOCAL ROLE @journal@;
GRANT USAGE ON SCHEMA journal TO @owner@, @web@, @worker@, @command@;

CREATE SEQUENCE journal.number CACHE 1;
CREATE TABLE journal.change (
    id bigint PRIMARY KEY DEFAULT nextval('journal.number'),
    at timestamptz NOT NULL DEFAULT now(),
    transaction bigint NOT NULL,
    user_id bigint,
    role text NOT NULL,
    source text NOT NULL,
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

CREATE TABLE journal.access (
    id bigint PRIMARY KEY DEFAULT nextval('journal.number'),
    at timestamptz NOT NULL DEFAULT now(),
    user_id bigint,
    role text NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    target text NOT NULL CONSTRAINT access_names_target CHECK (target <> ''),
    reason text NOT NULL CONSTRAINT access_has_a_reason CHECK (reason <> ''),
    rows bigint,
    household bigint,
    member bigint
);
CREATE INDEX access_of_household ON journal.access (household, id) WHERE household IS NOT NULL;
CREATE INDEX access_of_member ON journal.access (member, id) WHERE member IS NOT NULL;
CREATE INDEX access_by_user ON journal.access (user_id, id) WHERE user_id IS NOT NULL;

-- `settled`: below this number no entry can still appear; `upto` and `horizon` are what it is calculated from.
CREATE TABLE journal.seal (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    ids int8multirange NOT NULL,
    entries bigint NOT NULL,
    marks bytea NOT NULL,
    upto bigint NOT NULL,
    horizon bigint NOT NULL,
    settled bigint NOT NULL,
    digest bytea NOT NULL
);
CREATE INDEX seal_by_last_entry ON journal.seal (upper(ids));

-- A member's own page records nothing and reads no journal.
GRANT SELECT ON journal.change, journal.access, journal.number TO @owner@, @command@;
GRANT SELECT ON journal.change, journal.access TO @web@;
GRANT SELECT ON journal.seal TO @owner@, @worker@, @command@;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;
-- The journal itself asks who manages users.
GRANT SELECT (id, is_superuser, is_active, username) ON accounts_user TO @journal@;
GRANT SELECT (user_id, role) ON households_unitaccess TO @journal@;
"""
NO_TABLES = """
REVOKE ALL ON accounts_user, households_unitaccess FROM @journal@;
SET LOCAL ROLE @journal@; DROP SCHEMA journal CASCADE; RESET ROLE;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [("accounts", "0001_initial"), ("households", "0001_initial")]

    operations = [
        run_sql_with_roles(TABLES, NO_TABLES),
        migrations.CreateModel(
            name='ChangeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.BigIntegerField(db_column='user_id', null=True, verbose_name='user')),
                ('source', models.TextField(verbose_name='source')),
                ('household', models.BigIntegerField(null=True)),
                ('member', models.BigIntegerField(null=True)),
                ('transaction', models.BigIntegerField()),
                ('role', models.TextField()),
                ('action', models.TextField(choices=[('insert', 'added'), ('update', 'changed'), ('delete', 'deleted'), ('truncate', 'table emptied')], verbose_name='action')),
                ('table', models.TextField(db_column='table_name', verbose_name='table')),
                ('record', models.BigIntegerField(null=True, verbose_name='record')),
                ('subject', models.BigIntegerField(db_column='subject_user', null=True)),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'db_table': '"journal"."change"',
                'ordering': ('-pk',),
                'managed': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.BigIntegerField(db_column='user_id', null=True, verbose_name='user')),
                ('source', models.TextField(verbose_name='source')),
                ('household', models.BigIntegerField(null=True)),
                ('member', models.BigIntegerField(null=True)),
                ('role', models.TextField()),
                ('kind', models.TextField(choices=[('export', 'exported'), ('download', 'file downloaded'), ('citizen_id', 'citizen id opened'), ('print', 'printed')], verbose_name='action')),
                ('target', models.TextField(verbose_name='target')),
                ('reason', models.TextField(verbose_name='reason')),
                ('rows', models.BigIntegerField(null=True, verbose_name='rows')),
            ],
            options={
                'verbose_name': 'access event',
                'verbose_name_plural': 'access events',
                'db_table': '"journal"."access"',
                'ordering': ('-pk',),
                'managed': False,
                'default_permissions': (),
            },
        ),
    ]
