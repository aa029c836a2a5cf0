-- The page of a member's own households acts under a role of its own and reads these rows. A second policy of the web
-- server's role would be joined with OR, and then no index helps.
CREATE POLICY of_member ON assignments_assignment TO @member@ USING (member_id = (SELECT own_member()));
