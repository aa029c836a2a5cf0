from django.contrib.auth.hashers import Argon2PasswordHasher


class Fast(Argon2PasswordHasher):
    """The program's hasher with the lowest cost: nobody guesses the passwords of tests."""

    memory_cost = 8
    time_cost = 1
    parallelism = 1
