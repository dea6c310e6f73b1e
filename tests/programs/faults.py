"""What the preloaded library of tests/faults can be told, for the programs beside this file."""

import ctypes

_library = ctypes.CDLL(None)
refuse_block = _library.faults_refuse_block
refuse_threads = _library.faults_refuse_threads
block_was_refused = _library.faults_block_was_refused
block_was_refused.restype = ctypes.c_bool
set_affinity_fault = _library.faults_affinity
