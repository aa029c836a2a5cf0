-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON accounts_user REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'id');
CREATE TRIGGER journal_changed AFTER UPDATE ON accounts_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', 'id');
CREATE TRIGGER journal_deleted AFTER DELETE ON accounts_user
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON accounts_user
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
