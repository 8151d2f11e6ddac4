"""Settings that all tests share."""

from hypothesis import settings

# A deadline would time single examples, and a busy machine would fail them; speed is measured in benchmarks/.
settings.register_profile("gradwalk", deadline=None)
settings.load_profile("gradwalk")
