"""Settings of all tests: that a busy machine takes long for an example is no fault of what is tested."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
