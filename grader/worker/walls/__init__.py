"""The walls around a submission: namespaces, Landlock, seccomp, limits."""
