-- The web server changes rows only in units in which the transaction's user has the permission.
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON households_placement
    FOR EACH ROW EXECUTE FUNCTION guard_placement();
