"""No rule is judged by how long an example of it takes, which says more of the machine. The same code is
tried with the same examples each time; `make soak` draws others, and many more of them."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")
