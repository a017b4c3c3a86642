"""The views that actors save: filters and an order of their queues under a name."""
