"""What the submission's process does to torch: no autograd, a device that is not there, warming up."""
