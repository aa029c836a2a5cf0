-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON households_unitaccess REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'user_id');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_unitaccess REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_unitaccess
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_unitaccess
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
