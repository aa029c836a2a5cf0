-- Assignments move along with their household, once for a statement.
CREATE TRIGGER lead_assignments AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_assignments();
