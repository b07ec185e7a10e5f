"""Archives: media with a directory of their files (DICOMDIR).

Stands above the runtime, which knows nothing of it, and reaches generated code through the runtime's registry.
"""

from dicomwright.archives.directories import directory_of

__all__ = ["directory_of"]
