"""What was measured on."""

import os
import platform
import sys
from typing import Any

import cpuinfo

import word_count
from bench.harness.results import Machine
from word_count import _native


def this_machine() -> Machine:
    """Describe the machine that runs this."""
    info: dict[str, Any] = cpuinfo.get_cpu_info()
    return Machine(
        cpu=info.get("brand_raw", platform.machine()),
        cpus=_native.thread_count(),
        python=platform.python_version(),
        family="-".join(str(info.get(key)) for key in ("family", "model", "stepping")),
        kernel=_native.kernel_name(),
        word_count=word_count.__version__,
        gil=bool(getattr(sys, "_is_gil_enabled", lambda: True)()),
        load=round(os.getloadavg()[0], 1),
    )
