-- The commune of a row always follows from the record that it belongs to, whatever the statement writes. A move of that
-- record moves its rows by a trigger of its own, so that follow_other does not ask row by row.
CREATE TRIGGER follow_new BEFORE INSERT ON duplicates_distinctpair FOR EACH ROW EXECUTE FUNCTION follow_first();
CREATE TRIGGER follow_other BEFORE UPDATE OF first_household_id, first_member_id, commune_id ON duplicates_distinctpair
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION follow_first();
