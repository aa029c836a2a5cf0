-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON households_unit REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON households_unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', '-', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON households_unit
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON households_unit
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
