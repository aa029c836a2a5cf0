-- Superusers are made and unmade at the command line alone.
CREATE TRIGGER hold_superusers BEFORE INSERT OR UPDATE OF is_superuser, password, username, is_active ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION hold_superusers();
