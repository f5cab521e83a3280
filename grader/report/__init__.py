"""Results as text: a function for each format. Nothing here decides a score."""
