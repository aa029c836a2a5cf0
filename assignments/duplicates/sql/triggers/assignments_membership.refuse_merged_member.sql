-- A merged member gets no new rows.
CREATE TRIGGER refuse_merged_member AFTER INSERT ON assignments_membership REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_member();
