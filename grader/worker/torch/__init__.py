"""What the submission's process does with torch.

It switches autograd off, simulates a device that does not exist, and warms torch up.
"""
