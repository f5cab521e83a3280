"""What a submission cannot climb over: namespaces, Landlock, seccomp, limits."""
