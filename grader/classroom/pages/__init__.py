"""Pages and tables of a class and of its students."""
