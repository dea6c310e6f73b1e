"""What every rig shares: cases, rounds, the machine, results, tables, pictures, progress."""
