"""The examiner's hold on the submission's side: start it, limit it, end it."""
