"""Many scenes as one film: what a lecture file asks for, where each scene stands in it, and what lies beside it."""
