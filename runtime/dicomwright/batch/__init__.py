"""Many files: in this process, in several, or wherever an executor runs; the outcomes in the order of the files.

`validated` judges; `run` does anything else that is a `Work`. An `Engine` is one small interface over
`concurrent.futures.Executor`: `Processes`, and `Executors` for any that is handed in; `engine_named` knows those that
have an address. `Watched` is work with limits of time and memory; a `Journal` keeps what is done, and `resumed` goes
on. `sources` are where files lie: folders, archives, lists, behind URLs and DICOMweb. It imports the runtime alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwright.runtime.lazy import lazy_package

if TYPE_CHECKING:
    from dicomwright.batch.engines import Engine, Executors, Processes
    from dicomwright.batch.journal import Journal, Kept, resumed
    from dicomwright.batch.named import engine_named
    from dicomwright.batch.running import run
    from dicomwright.batch.validating import validated
    from dicomwright.batch.watched.watching import Watched
    from dicomwright.batch.work import EngineFailed, Work
else:  # what starts processes is heavy
    __getattr__, __dir__ = lazy_package(
        __name__,
        {
            "Engine": "engines",
            "EngineFailed": "work",
            "Executors": "engines",
            "Journal": "journal",
            "Kept": "journal",
            "Processes": "engines",
            "Watched": "watched.watching",
            "Work": "work",
            "engine_named": "named",
            "resumed": "journal",
            "run": "running",
            "validated": "validating",
        },
    )

__all__ = [
    "Engine",
    "EngineFailed",
    "Executors",
    "Journal",
    "Kept",
    "Processes",
    "Watched",
    "Work",
    "engine_named",
    "resumed",
    "run",
    "validated",
]
