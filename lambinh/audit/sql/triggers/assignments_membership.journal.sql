-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON assignments_membership REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', 'member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON assignments_membership REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('-', 'member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON assignments_membership
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', 'member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON assignments_membership
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
