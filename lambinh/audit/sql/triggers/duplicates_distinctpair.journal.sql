-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON duplicates_distinctpair REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_changed AFTER UPDATE ON duplicates_distinctpair REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_deleted AFTER DELETE ON duplicates_distinctpair
        FOR EACH ROW EXECUTE FUNCTION journal.note_row('first_household_id', 'first_member_id', '-');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON duplicates_distinctpair
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
