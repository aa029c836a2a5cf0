-- Workbooks of which the transaction's user sees all imports; without imports, the user's own.
CREATE POLICY of_units ON rosters_rosterupload TO @web@
    USING (coalesce(upload_is_seen(id), uploaded_by_id = scope_user()));
