"""What the commands about a user's own numbers and networks print."""
