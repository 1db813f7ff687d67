"""The server: routes, request guard, scheduler, watcher."""
