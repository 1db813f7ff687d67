"""Make what jobs ask for: outputs, worker processes, the pool, progress."""
