-- The same as lead_merged_households for members.
CREATE FUNCTION lead_merged_members() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM assignments_member WHERE merged_into_id = NEW.id) THEN
        UPDATE assignments_member SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE member_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.member_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE member_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_distinctpair WHERE first_member_id = NEW.id) THEN
        UPDATE duplicates_distinctpair SET commune_id = NEW.commune_id WHERE first_member_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
