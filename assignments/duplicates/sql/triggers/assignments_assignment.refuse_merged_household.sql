-- A merged household gets no new rows.
CREATE TRIGGER refuse_merged_household AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
