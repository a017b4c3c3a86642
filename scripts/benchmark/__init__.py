"""The benchmark: the service and a bare app, driven side by side over HTTP."""
