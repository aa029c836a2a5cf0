-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON assignments_member REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', 'id', 'user_id');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', 'id', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_member
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', 'id', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_member
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
