"""Many students: who they are, what they handed in, their grades, and the batches that grade them."""
