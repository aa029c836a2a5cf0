"""The assignment desk: who takes charge of whom, one village or cell at a time."""
