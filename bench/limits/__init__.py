"""The rig that measures against reading and against peers."""
