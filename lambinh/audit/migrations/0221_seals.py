"""The journal's entries are sealed minute by minute into a chain: who changes one changes all digests after it."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# `settled`: below this number no entry can still appear. `upto` and `horizon` are what that is worked out from.
TABLE = """
SET LOCAL ROLE @journal@;
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
ALTER TABLE journal.seal ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON journal.seal TO @owner@, @worker@, @command@;
CREATE POLICY of_all ON journal.seal FOR SELECT TO @owner@, @worker@, @command@ USING (true);
RESET ROLE;
"""

# The text of an entry is the same whatever the settings of a session: moments in UTC, the rest as jsonb writes it.
DIGESTS = """
SET LOCAL ROLE @journal@;
CREATE FUNCTION journal.moment(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US');

CREATE FUNCTION journal.digests(of_ids int8multirange) RETURNS TABLE (id bigint, digest bytea) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, sha256(convert_to(jsonb_build_array('change', c.id, journal.moment(c.at), c.transaction, c.user_id, c.role,
        c.way, c.action, c.table_name, c.record, c.household, c.member, c.subject_user, c.before, c.after)::text, 'UTF8'))
    FROM journal.change c WHERE c.id >= lower(of_ids) AND c.id < upper(of_ids) AND c.id <@ of_ids
    UNION ALL
    SELECT l.id, sha256(convert_to(jsonb_build_array('look', l.id, journal.moment(l.at), l.user_id, l.role, l.way, l.kind,
        l.what, l.why, l.rows, l.household, l.member)::text, 'UTF8'))
    FROM journal.look l WHERE l.id >= lower(of_ids) AND l.id < upper(of_ids) AND l.id <@ of_ids
$$;

-- The digest of a seal: over that of the seal before, its own number, moment and entries, and all their digests.
CREATE FUNCTION journal.chained(before bytea, number bigint, at timestamptz, ids int8multirange, digests bytea) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(before || convert_to(jsonb_build_array(number, journal.moment(at), ids::text)::text, 'UTF8') || digests);

CREATE FUNCTION journal.recomputed(number bigint) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT journal.chained(coalesce((SELECT b.digest FROM journal.seal b WHERE b.id = number - 1), ''), s.id, s.at, s.ids,
        (SELECT coalesce(string_agg(d.digest, '' ORDER BY d.id), '') FROM journal.digests(s.ids) d))
    FROM journal.seal s WHERE s.id = number
$$;
"""

# Entries get their numbers when they are written and appear when their transaction ends, in another order. So a seal
# holds those that it sees and no seal held before; no writer waits for it, and it waits for none.
# A number is settled when all transactions that were under way five minutes before are over and were looked at once more.
SEALING = """
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
            UNION ALL SELECT l.id FROM journal.look l WHERE l.id > latest.settled
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
REVOKE ALL ON FUNCTION journal.moment, journal.digests, journal.chained, journal.recomputed, journal.make_seal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.moment, journal.digests, journal.chained, journal.recomputed TO @owner@, @command@;
GRANT EXECUTE ON FUNCTION journal.make_seal TO @owner@, @worker@, @command@;
RESET ROLE;
"""
GONE = """
SET LOCAL ROLE @journal@;
DROP FUNCTION journal.make_seal, journal.recomputed, journal.chained, journal.digests, journal.moment;
DROP TABLE journal.seal;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0220_fixed_search_paths")]

    operations = [run_sql_with_roles(TABLE + DIGESTS + SEALING, GONE)]
