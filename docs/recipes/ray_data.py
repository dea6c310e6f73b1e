"""Counts a word with Ray Data: in files one by one, in their bytes where Arrow has them."""

import tempfile
from pathlib import Path

import pyarrow as pa
import ray

NEEDLE = b"is"


def count_files(batch: pa.Table) -> pa.Table:
    """Count in each file's bytes."""
    from word_count import search_sequential_allow_threads as count

    counts = [count(content.as_buffer(), NEEDLE) for content in batch["bytes"]]
    return pa.table({"path": batch["path"], "count": counts})


def main() -> None:
    """Count in a folder of texts."""
    ray.init(num_cpus=2, include_dashboard=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, 5):
            Path(folder, f"{number}.txt").write_text("is this is\r\nit\n" * 10_000 * number)

        files = ray.data.read_binary_files(folder, include_paths=True)
        counts = files.map_batches(count_files, batch_format="pyarrow", batch_size=64).materialize()
        for row in sorted(counts.take_all(), key=lambda row: row["path"]):
            print(Path(row["path"]).name, row["count"])
        print("total", counts.sum("count"))
    ray.shutdown()


if __name__ == "__main__":
    main()
