"""From a folder or an archive of hand-ins to the hand-ins of people."""
