-- Seal up to `at_most` entries that no seal holds yet; gives how many. Entries get their numbers when they are written
-- and appear when their transaction ends, in another order: a seal holds those that it sees and no earlier seal held,
-- so no writer waits for it. A number is settled when all transactions of five minutes before have ended and were
-- looked at once more.
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
