from django.contrib.auth.hashers import Argon2PasswordHasher


class Fast(Argon2PasswordHasher):
    """As the program's own, but for tests: nobody guesses these passwords."""

    memory_cost = 8
    time_cost = 1
    parallelism = 1
