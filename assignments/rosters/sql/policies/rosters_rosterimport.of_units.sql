-- Imports of which the transaction's user sees all units.
CREATE POLICY of_units ON rosters_rosterimport TO @web@
    USING (import_is_seen(checked_by_id, units_named, units_compared));
