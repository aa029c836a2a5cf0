-- The page of a member's own households acts under a role of its own and reads these rows. A second policy of the web
-- server's role would be joined with OR, and then no index helps.
CREATE POLICY of_member ON households_residence TO @member@
    USING (household_id = ANY ((SELECT own_households())::bigint[]));
