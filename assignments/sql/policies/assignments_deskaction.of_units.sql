-- Actions of the user, and actions whose communes all lie in the transaction's units. Reads go by key or user, so the
-- OR costs little.
CREATE POLICY of_units ON assignments_deskaction TO @web@
    USING (by_id = scope_user() OR (communes <> '{}' AND communes <@ scope_units()));
