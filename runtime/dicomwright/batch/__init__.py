"""Many files: in this process, in several, or wherever an executor runs; the outcomes in the order of the files.

`run` is the way through; what is done to each file is a `Work`. An `Engine` is one small interface over
`concurrent.futures.Executor`: `Processes`, and `Executors` for any that is handed in; `engine_named` knows those that
have an address.
"""

from __future__ import annotations

from dicomwright.batch.engines import Engine, Executors, Processes
from dicomwright.batch.named import engine_named
from dicomwright.batch.running import run
from dicomwright.batch.work import EngineFailed, Work

__all__ = ["Engine", "EngineFailed", "Executors", "Processes", "Work", "engine_named", "run"]
