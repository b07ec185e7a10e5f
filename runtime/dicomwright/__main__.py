"""The command as the whole package: ``python -m dicomwright``."""

import sys

from dicomwright.cli import main

if __name__ == "__main__":  # processes that judge import this file, too
    sys.exit(main())
