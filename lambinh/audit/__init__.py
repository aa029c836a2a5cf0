"""The journal of changes, exports, downloads and opened citizen ids. The database writes it; nobody can change it."""
