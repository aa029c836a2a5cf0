"""The privileges of each database role on each table. A table that is missing here is for commands only.

S, I, U and D: SELECT, INSERT, UPDATE, DELETE. Policies restrict the rows (docs/adr/0010-row-level-security.md).
EXECUTE on a function is granted in its file (docs/adr/0020-sql-files.md).
"""

PRIVILEGE_NAMES = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

WEB_AND_WORKER = {
    # records about persons, and the records that they refer to
    "households_unit": ("SIUD", "SIUD"),
    "households_placement": ("SIUD", "SIUD"),
    "households_household": ("SIUD", "SIUD"),
    "households_residence": ("SIUD", "SIUD"),
    "households_povertystatus": ("SIUD", "SIUD"),
    "assignments_body": ("SIUD", "SIUD"),
    "assignments_member": ("SIUD", "SIUD"),
    "assignments_membership": ("SIUD", "SIUD"),
    "assignments_decision": ("SIUD", "SIUD"),
    "assignments_assignment": ("SIUD", "SIUD"),
    "assignments_deskaction": ("SIU", "SIU"),
    "duplicates_merge": ("SIU", "SIU"),
    "duplicates_mergestate": ("SI", "SI"),
    "duplicates_distinctpair": ("SID", "SID"),
    "rosters_rosterupload": ("SIUD", "SIUD"),
    "rosters_rosterimport": ("SIUD", "SIUD"),
    "rosters_rosterrow": ("SIUD", "SIUD"),
    "rosters_rememberedheading": ("SIUD", "SIUD"),
    "django_tasks_database_dbtaskresult": ("SIU", "SIUD"),
    # accounts: users are never removed; access is granted and revoked, not changed
    "accounts_user": ("SIU", "SIU"),
    "households_unitaccess": ("SID", "S"),
    "account_emailaddress": ("S", ""),
    "account_emailconfirmation": ("S", ""),
    "mfa_authenticator": ("SIUD", ""),
    "usersessions_usersession": ("SIUD", ""),
    "django_session": ("SIUD", ""),
    "cache": ("SIUD", ""),
    "accounts_keyfingerprint": ("", "SID"),
    "accounts_securityevent": ("SIUD", ""),
    # Django's own permissions are not used
    "accounts_user_groups": ("S", ""),
    "accounts_user_user_permissions": ("S", ""),
    "auth_group": ("S", ""),
    "auth_group_permissions": ("S", ""),
    "auth_permission": ("S", ""),
    "django_admin_log": ("SI", ""),
    "django_content_type": ("S", "S"),
    "django_migrations": ("S", "S"),
}

WORKER_COLUMNS = {"mfa_authenticator": ("id",)}
"""The worker sees that a second factor exists, and with it a key that must not be lost, but not its secret."""

COMMANDS_READ = {"django_migrations"}
"""Tables that commands only read. They have all privileges on every other table."""

MEMBER = {
    "households_unit": ("id", "kind", "prefix", "name"),
    "households_household": ("id", "code", "head_name", "size", "sort_key"),
    "households_residence": ("id", "household_id", "village_id", "during"),
    "households_povertystatus": ("id", "household_id", "poverty_class", "during"),
    "assignments_member": ("id", "user_id"),
    "assignments_assignment": ("id", "household_id", "member_id", "tier", "during"),
}
"""The columns that the page of a member's own households reads. Its role has no other privileges."""

Right = tuple[str, str]
"""A privilege and its column; the column is empty for the whole table."""


def process_privileges(table: str) -> dict[str, set[Right]]:
    """The privileges of the web server, the worker and commands on `table`."""
    web, worker = WEB_AND_WORKER.get(table, ("", ""))
    letters = {"web": web, "worker": worker, "command": "S" if table in COMMANDS_READ else "SIUD"}
    rights: dict[str, set[Right]] = {
        part: {(PRIVILEGE_NAMES[letter], "") for letter in granted} for part, granted in letters.items()
    }
    rights["worker"] |= {("SELECT", column) for column in WORKER_COLUMNS.get(table, ())}
    return rights


def member_privileges(table: str) -> set[Right]:
    """The privileges of the role for a member's own households on `table`."""
    return {("SELECT", column) for column in MEMBER.get(table, ())}
