"""Settings of the picture tests: pixels take their time, and every machine has its own."""

from hypothesis import HealthCheck, settings

settings.register_profile("pictures", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pictures")
