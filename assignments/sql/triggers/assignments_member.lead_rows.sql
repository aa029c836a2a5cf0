-- Rows move along with their record, once for a statement.
CREATE TRIGGER lead_rows AFTER UPDATE ON assignments_member
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_member_rows();
