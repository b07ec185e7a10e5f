"""Work with limits: a process beside each worker, ended when a file takes too much; imports `batch.work` alone."""
