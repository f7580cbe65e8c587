"""Terms of our evaluations."""
