"""The assignment desk: assign households to members, one action at a time; each action can be undone."""
