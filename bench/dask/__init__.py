"""The Dask rig: word_count.dask against what is written with dask.bag today."""
