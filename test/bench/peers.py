"""peers.py - PEER TABLE: reads the table, fits it by statsmodels' Logit or
scikit-learn's LogisticRegression without a penalty; prints milliseconds of
reading, milliseconds of fitting and the slope of x1."""
import subprocess
import sys
import time

import pandas

peer, table = sys.argv[1:]
if peer == "statsmodels":
    import statsmodels.api as sm
else:
    from sklearn.linear_model import LogisticRegression

start = time.perf_counter()
query = f"\\copy (SELECT y::int, x1, x2, x3, x4, x5 FROM {table}) TO STDOUT CSV HEADER"
with subprocess.Popen(["psql", "-Xq", "-c", query], stdout=subprocess.PIPE) as copy:
    rows = pandas.read_csv(copy.stdout)
read = time.perf_counter()
x = rows[["x1", "x2", "x3", "x4", "x5"]]
if peer == "statsmodels":
    fit = sm.Logit(rows.y, sm.add_constant(x)).fit(disp=0)
    slope = fit.params["x1"]
    fit.bse
else:
    fit = LogisticRegression(penalty=None, tol=1e-8, max_iter=1000).fit(x, rows.y)
    slope = fit.coef_[0][0]
end = time.perf_counter()
print((read - start) * 1000, (end - read) * 1000, f"{slope:.12f}")
