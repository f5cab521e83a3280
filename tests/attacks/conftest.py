"""What is handed in, and the course that it is handed in for, are no tests of ours."""

collect_ignore = ["course", "submissions"]
