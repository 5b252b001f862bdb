#!/usr/bin/env python3
"""Runs a command repeatedly: prints the median of its wall time in ms, and its peak memory in MB.

  shell.py ROUNDS WORD...
"""
import resource, statistics, subprocess, sys, time
rounds, words = int(sys.argv[1]), sys.argv[2:]
times = []
for _ in range(rounds + 1):
    start = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    times.append(time.perf_counter() - start)
# The first run loads files into the page cache.
print(statistics.median(times[1:]) * 1e3, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
