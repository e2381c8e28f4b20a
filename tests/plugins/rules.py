"""No rule is judged by how long an example of it takes, which says more of the machine; and `make soak`
tries many more examples than are tried here."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")
