"""The files rig: search_file against reading, and the command against other commands."""

BARE = "a bare interpreter"  # whose memory the command's is compared with
