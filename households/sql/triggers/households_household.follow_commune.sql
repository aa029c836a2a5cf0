-- The commune of a row always follows from the record that it belongs to, whatever the statement writes. A move of that
-- record moves its rows by a trigger of its own, so that follow_other does not ask row by row.
CREATE TRIGGER follow_new BEFORE INSERT ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION follow_kept_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF merged_into_id, commune_id ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION follow_kept_household();
