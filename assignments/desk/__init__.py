"""The assignment desk: who takes charge of which households, one action at a time, each of which can be taken back."""
