from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallServerArgon2(Argon2PasswordHasher):
    """argon2id with the first of OWASP's equivalent settings: 46 MiB, one pass, one lane.

    Django's defaults take 100 MiB and eight lanes: too much when several users sign in at once on two cores.
    """

    memory_cost = 47_104
    time_cost = 1
    parallelism = 1
