"""Questions whose answers, and whose wrong answers, are computed."""
