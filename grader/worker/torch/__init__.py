"""What the submission's process does to torch.

No autograd, a device that is not there, warming up.
"""
