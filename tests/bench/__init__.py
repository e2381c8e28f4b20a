"""What the studio costs, beside what the same work costs without it, measured in one run.

`python -m tests.bench [NAME …] [--quick]` prints one JSON object a line. A value and its baseline
are taken in turns on the same machine, so the ratio says more than either of them.
"""
