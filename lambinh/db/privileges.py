"""What each role of the database may do with each table. A table that stands nowhere here is for commands alone.

S, I, U and D: read, add, change, remove rows. Which rows, the policies say (docs/adr/0010-row-level-security.md).
"""

WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

WEB_AND_WORKER = {
    # records about persons, and what they stand on
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
    # accounts: nobody is removed, access is given and taken back and not changed
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
    # Django's own permissions count nowhere here; nobody gives them
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
"""That there is a second factor, and so a key that must not be lost, the worker knows; what it holds it does not."""

COMMANDS_READ = {"django_migrations"}
"""Commands do everything with every table but with these."""

MEMBER = {
    "households_unit": ("id", "kind", "prefix", "name"),
    "households_household": ("id", "code", "head_name", "size", "sort_key"),
    "households_residence": ("id", "household_id", "village_id", "during"),
    "households_povertystatus": ("id", "household_id", "poverty_class", "during"),
    "assignments_member": ("id", "user_id"),
    "assignments_assignment": ("id", "household_id", "member_id", "tier", "during"),
}
"""The columns that the page of a member's own households reads; that role does nothing else."""

Right = tuple[str, str]
"""A privilege, and the column for which it holds; empty for the whole table."""


def of_parts(table: str) -> dict[str, set[Right]]:
    """What the web server, the worker and commands may do with `table`."""
    web, worker = WEB_AND_WORKER.get(table, ("", ""))
    letters = {"web": web, "worker": worker, "command": "S" if table in COMMANDS_READ else "SIUD"}
    rights: dict[str, set[Right]] = {part: {(WORDS[letter], "") for letter in may} for part, may in letters.items()}
    rights["worker"] |= {("SELECT", column) for column in WORKER_COLUMNS.get(table, ())}
    return rights


def of_member(table: str) -> set[Right]:
    return {("SELECT", column) for column in MEMBER.get(table, ())}
