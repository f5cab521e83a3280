"""Start the submission's process, limit it and end it, from the examiner's side."""
