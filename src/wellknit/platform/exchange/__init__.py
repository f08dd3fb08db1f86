"""The exchange between nodes: sealed messages, whom we pin, what may travel. It knows no wing."""
