"""Memory of aggregates, measured against the formulas of doc/operations.md.

Usage: memory.py, with PGHOST, PGPORT and so on naming a server on this
machine that has the extension, by a user who may read /proc of its processes.
For each case and number of rows: the most anonymous memory (RssAnon) that the
backend had while the query ran, above what it had before, in MB; beside it
what the formula says, in parentheses.
"""

import subprocess
import sys
import threading

MB = 1048576.0

SETUP = """
CREATE UNLOGGED TABLE memory_rows AS
SELECT i, (hashint4(i) & 7 = 0)::integer AS y, sin(i) AS x1, cos(i * 1.3) AS x2, sin(i * 0.7) AS x3,
	cos(i * 0.31) AS x4, sin(i * 2.1) AS x5, 'g' || mod(i, 100) AS g, (hashint4(i) & 65535) AS area,
	(hashint4(i + 1) & 1048575) AS child, date '2012-04-01' + (hashint4(i) & 2047) AS day
FROM generate_series(1, %d) AS i;
ANALYZE memory_rows;
"""

AUC_ROWS = 1000000
FITS = (250000, 500000, 1000000, 4000000)


def curve(n):
    """While the area under a curve, or Brant's test, is worked out."""
    return 16 * n if n <= AUC_ROWS else 0


# name, work_mem, rows, query, bytes by the formula
CASES = [
    ("logit, 5 numbers, a factor", "64MB", FITS,
     "SELECT earlyhelp.logit(y, x1, x2, x3, x4, x5, g) FROM {rows}",
     lambda n: n * (5 * 8 + 4 + 1) + curve(n)),
    ("logit, 5 numbers, 65,536 clusters", "64MB", FITS,
     "SELECT earlyhelp.logit(earlyhelp.outcome(y, cluster => area), x1, x2, x3, x4, x5) FROM {rows}",
     lambda n: n * (5 * 8 + 4 + 1) + curve(n) + 130 * 65536),
    ("linear, 5 numbers", "64MB", FITS,
     "SELECT earlyhelp.linear(x5, x1, x2, x3, x4, i) FROM {rows}", lambda n: n * (5 * 8 + 8)),
    ("ordinal_logit, 3 numbers", "64MB", FITS,
     "SELECT earlyhelp.ordinal_logit(i % 4, x1, x2, x3) FROM {rows}", lambda n: n * (3 * 8 + 8) + curve(n)),
    ("mixed_logit, 2 numbers, 2 groupings", "64MB", (125000, 250000, 500000, 1000000),
     "SELECT earlyhelp.mixed_logit(y, ARRAY[g, (i % 9)::text], x1, x2) FROM {rows}",
     lambda n: n * (2 * 8 + 2 * 4 + 1) + n * 8 * (3 + 9)),
    ("logit, 5 numbers, streamed in 4 MB", "4MB", (500000, 1000000, 2000000, 4000000),
     "SELECT earlyhelp.logit(y, x1, x2, x3, x4, x5) FROM {rows}",
     lambda n: min(n, 524288) * (5 * 8 + 1) + (curve(n) if n < 524288 else 0)),
    ("rereferral_rate, integers", "1GB", (500000, 1000000, 2000000, 4000000),
     "SELECT earlyhelp.rereferral_rate(child, day) FROM {rows}", lambda n: 8.4 * n),
    ("rereferral_rate, spilled at 4 MB", "4MB", (500000, 1000000, 2000000, 4000000),
     "SELECT earlyhelp.rereferral_rate(child, day) FROM {rows}", lambda n: min(8.4 * n, 8 * MB)),
    ("prevention_ratio_state, by group", "1GB", (125000, 250000, 500000, 1000000),
     "SELECT count(s) FROM (SELECT earlyhelp.prevention_ratio_state(y, 2) AS s FROM {rows} GROUP BY i OFFSET 0) AS t",
     lambda n: 400 * n),
]


class Session:
    def __init__(self):
        self.psql = subprocess.Popen(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = int(self.ask("SELECT pg_backend_pid()")[0])

    def ask(self, sql):
        self.psql.stdin.write(sql + ";\n\\echo done\n")
        self.psql.stdin.flush()
        lines = []
        for line in self.psql.stdout:
            if line == "done\n":
                return lines
            lines.append(line.rstrip("\n"))
        sys.exit(f"failed: {sql}")

    def anonymous(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return 1024 * int(line.split()[1])
        return 0

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()


def most_memory(query, settings):
    session = Session()
    session.ask(settings)
    session.ask(query.format(rows="memory_rows WHERE i <= 1000"))
    before = session.anonymous()
    most, running = before, True

    def watch():
        nonlocal most
        while running:
            most = max(most, session.anonymous())
            pause.wait(0.005)

    pause = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    session.ask(query)
    running = False
    watcher.join()
    session.close()
    return (most - before) / MB


def main():
    most_rows = max(n for case in CASES for n in case[2])
    session = Session()
    session.ask("SET client_min_messages = error; DROP TABLE IF EXISTS memory_rows")
    for statement in SETUP.replace("%d", str(most_rows)).split(";\n"):
        if statement.strip():
            session.ask(statement)
    session.close()
    for name, work_mem, sizes, query, formula in CASES:
        cells = []
        for n in sizes:
            got = most_memory(
                query.format(rows=f"memory_rows WHERE i <= {n}"),
                f"SET work_mem = '{work_mem}'; SET max_parallel_workers_per_gather = 0; SET jit = off",
            )
            cells.append(f"{n:,}: {got:.1f} ({formula(n) / MB:.1f})")
        print("| " + " | ".join([name, *cells]) + " |", flush=True)


main()
