-- The journal records rows of this table. COPY needs the trigger for statements; the arguments name the columns with
-- the keys of household, member and user.
CREATE TRIGGER journal_added AFTER INSERT ON mfa_authenticator REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON mfa_authenticator
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
