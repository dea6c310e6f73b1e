"""Counts a word on Spark: in files one by one, and in the lines of a table of any size."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import SparkSession

NEEDLE = b"is"


def count_files(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Count in each file's bytes, where Arrow has them."""
    from word_count import search_sequential_allow_threads as count

    for batch in batches:
        counts = [count(content.as_buffer(), NEEDLE) for content in batch.column("content")]
        yield pa.record_batch([batch.column("path"), pa.array(counts)], ["path", "count"])


def count_lines(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Count in a batch of lines at a time, joined to one text."""
    from word_count import search_sequential_allow_threads as count

    end = pa.array([""], pa.string())  # so that the last line of a batch ends like the others
    for batch in batches:
        lines = pa.concat_arrays([batch.column("value").cast(pa.string()), end])
        text = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
        yield pa.record_batch([pa.array([count(text[0].as_buffer(), NEEDLE)])], ["count"])


def main() -> None:
    """Count both ways in a folder of texts."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers', for this one machine
    spark = SparkSession.builder.master("local[2]").appName("word_count").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, 5):
            Path(folder, f"{number}.txt").write_text("is this is\r\nit\n" * 10_000 * number)

        files = spark.read.format("binaryFile").load(folder).select("path", "content")
        per_file = files.mapInArrow(count_files, "path string, count long").collect()
        for path, count in sorted(per_file):
            print(Path(path).name, count)

        lines = spark.read.option("lineSep", "\n").text(folder)
        (total,) = lines.mapInArrow(count_lines, "count long").groupBy().sum().first()
        print("total", total)
    spark.stop()


if __name__ == "__main__":
    main()
