-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON households_household REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('id', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_household REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('id', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_household
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('id', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_household
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
