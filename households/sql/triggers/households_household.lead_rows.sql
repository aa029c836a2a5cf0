-- Rows move along with their record, once for a statement.
CREATE TRIGGER lead_rows AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_household_rows();
