from django.contrib.auth.hashers import Argon2PasswordHasher


class MarketplaceArgon2(Argon2PasswordHasher):
    """The product's cost: 19 MiB, two passes, one lane."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
