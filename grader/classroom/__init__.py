"""Many students: who they are, what they handed in, their grades.

And the batches that grade them.
"""
