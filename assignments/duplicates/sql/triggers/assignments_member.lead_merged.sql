-- Merged records and what is stored of merges move along with the record that is kept.
CREATE TRIGGER lead_merged AFTER UPDATE OF commune_id ON assignments_member
    FOR EACH ROW WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION lead_merged_members();
