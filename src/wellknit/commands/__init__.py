"""Commands that belong to no wing. Each module has `register(sub)`; Django is imported inside the verbs."""
