"""The interrupts rig: how long Ctrl-C waits, from the signal until the call has failed."""
