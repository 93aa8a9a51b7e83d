#!/usr/bin/python3
"""What arrives over ODBC: columns of the readers and views, parameters,
values that do not exist, and the probes that tools send before a query.

    odbc.py FOLDER PORT DATABASE     one TAP line a check

The answer to compare with is the server's own, as text."""

import sys

import pyodbc

DRIVER = "DRIVER={PostgreSQL Unicode}"
folder, port, database = sys.argv[1:4]


def connect(options=""):
    return pyodbc.connect(
        f"{DRIVER};Servername={folder};Port={port};Database={database};"
        f"UID=postgres;{options}",
        autocommit=True,
    )


checks = 0


def ok(right, name, *facts):
    global checks
    checks += 1
    print(f"{'ok' if right else 'not ok'} {checks} - {name}")
    if not right:
        for fact in facts:
            print(f"#   {fact!r}")


def rows(connection, query, *values):
    return connection.cursor().execute(query, *values).fetchall()


def columns(connection, query):
    """name: (type, size) of each column."""
    found = connection.cursor().execute(query).description
    return {c[0]: (c[1], c[3]) for c in found}


def message(connection, query, *values):
    """SQLSTATE and text of the error that a query ends in."""
    try:
        rows(connection, query, *values)
    except pyodbc.Error as error:
        return error.args
    return ("", "no error")


FIT = "(SELECT logit(good, prevent_100, imd_decile, region) AS f FROM inspection_model) AS m"
READERS = {
    "tidy": f"SELECT t.* FROM {FIT}, tidy(m.f, exponentiate => true) AS t",
    "glance": f"SELECT g.* FROM {FIT}, glance(m.f) AS g",
    "odds_ratio": f"SELECT o.* FROM {FIT}, odds_ratio(m.f, 'prevent_100') AS o",
    "margins": f"SELECT o.* FROM {FIT}, margins(m.f) AS o",
    "covariance": f"SELECT c.* FROM {FIT}, covariance(m.f) AS c",
    "effects": "SELECT e.* FROM (SELECT mixed_logit(good, ARRAY[la_code], prevent_100) AS f"
    " FROM inspection_model) AS m, effects(m.f) AS e",
    "tidy (mixed)": "SELECT t.* FROM (SELECT mixed_logit(good, ARRAY[la_code], prevent_100) AS f"
    " FROM inspection_model) AS m, tidy(m.f) AS t",
    "glance (linear)": "SELECT g.* FROM (SELECT linear(prevent_100, imd_decile) AS f"
    " FROM inspection_model) AS m, glance(m.f) AS g",
    "limits": "SELECT l.* FROM (SELECT share_state(good = 1) AS s FROM inspection_model) AS m,"
    " limits(m.s, level => 0.95) AS l",
    "rereferrals": "SELECT r.* FROM (SELECT rereferrals_state(child, day) AS s FROM referral) AS m,"
    " rereferrals(m.s) AS r",
    "survival_curve": "SELECT c.* FROM (SELECT survival(child % 40, child % 2 = 0) AS d FROM referral) AS m,"
    " survival_curve(m.d) AS c",
}


def readers(connection):
    """Plain types, and each number to its last digit."""
    for name, query in READERS.items():
        kinds = columns(connection, query)
        plain = {k: v[0].__name__ for k, v in kinds.items()}
        ok(
            set(plain.values()) <= {"float", "int", "str", "date"},
            f"{name}: numbers, text and dates alone",
            plain,
        )
        got = rows(connection, query)
        server = rows(connection, f"SELECT q::text FROM ({query}) AS q")
        again = rows(
            connection,
            "SELECT "
            + ", ".join(f'"{c}"::text' for c in kinds)
            + f" FROM ({query}) AS q",
        )
        same = len(got) == len(server) > 0
        for left, right in zip(got, again):
            for a, b in zip(left, right):
                same = same and (
                    a is b is None
                    or (isinstance(a, float) and a == float(b))
                    or (isinstance(a, int) and a == int(b))
                    or str(a) == b
                )
        ok(same, f"{name}: every value as the server has it, NULL as none", got[:2])


def parameters(connection):
    fit = "SELECT t.estimate, t.conf_high FROM (SELECT logit(good, {}, imd_decile) AS f FROM inspection_model {}) AS m, tidy(m.f, level => {}) AS t WHERE t.term <> '(Intercept)'"
    here = rows(connection, fit.format("prevent_100 * 100.0", "WHERE year >= 2014", "0.9"))
    there = rows(
        connection, fit.format("prevent_100 * ?", "WHERE year >= ?", "?"), 100.0, 2014, 0.9
    )
    ok(
        [tuple(r) for r in here] == [tuple(r) for r in there],
        "parameters inside a predictor, in a filter and as a level",
        here,
        there,
    )
    state, text = message(
        connection, "SELECT logit(good, ?) IS NULL FROM inspection_model", 1.5
    )
    ok(
        state == "42P18" and "could not determine data type of parameter" in text,
        "a bare parameter as a predictor has no type, and the server says so",
        state,
        text,
    )
    cast = rows(
        connection,
        "SELECT g.status FROM (SELECT logit(good, prevent_100, ?::float8) AS f FROM inspection_model) AS m, glance(m.f) AS g",
        1.5,
    )
    ok(cast[0][0] == "aliased", "with a cast it has one", cast)
    state, text = message(
        connection,
        "SELECT l.* FROM (SELECT share_state(good = 1) AS s FROM inspection_model) AS m, limits(m.s, level => ?) AS l",
        95.0,
    )
    ok(
        state == "22023" and "confidence level" in text and "given is 95" in text,
        "an error arrives with its SQLSTATE and detail",
        state,
        text,
    )


def nothing_there(connection):
    one = rows(
        connection,
        "SELECT t.term, t.estimate, t.std_error, t.status FROM (SELECT logit(x > 3, x) AS f FROM generate_series(1, 6) AS x) AS m, tidy(m.f) AS t",
    )
    ok(
        all(r[1] is None and r[2] is None for r in one)
        and {r[3] for r in one} == {"infinite"},
        "a separated fit has no estimates, and a word for it",
        one,
    )
    one = rows(
        connection,
        "SELECT g.status, g.message, g.converged, g.auc FROM (SELECT logit(x > 3, x) AS f FROM generate_series(1, 6) AS x) AS m, glance(m.f) AS g",
    )[0]
    ok(
        one[0] == "separated" and "odds ratio is infinite" in one[1] and one[2] == 0,
        "status, message and converged are columns",
        one,
    )


def probes(connection):
    """What tools send to learn the columns must not start a fit: a predictor
    that counts its rows says whether one was read."""
    counted = (
        "SELECT t.* FROM (SELECT logit(good, prevent_100 + 0 * nextval('rows_read')) AS f"
        " FROM inspection_model) AS m, tidy(m.f) AS t"
    )
    read = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM rows_read"
    for probe in (
        f'SELECT * FROM ({counted}) "x" LIMIT 0',
        f'SELECT * FROM ({counted}) "x" WHERE 1 = 0',
        f'SELECT * FROM ({counted}) "x" WHERE 1 = 0 LIMIT 1',
    ):
        before = rows(connection, read)[0][0]
        kinds = columns(connection, probe)
        after = rows(connection, read)[0][0]
        ok(
            len(kinds) == 10 and before == after,
            f"... {probe[-28:]}: columns, and no row was read",
            before,
            after,
        )
    rows(connection, counted)
    ok(
        rows(connection, read)[0][0] == 374,
        "the query itself reads them all",
    )


def views(connection):
    """SQLTables and SQLColumns see them; labels have sizes, money two
    decimals, and no column is of a type that a tool does not know."""
    listed = {
        t.table_name
        for t in connection.cursor().tables(schema="demo", tableType="VIEW")
    }
    ok(
        {"ofsted_model", "rereferrals_by_authority", "early_late_spend_england"}
        <= listed,
        "views are listed as such",
        listed,
    )
    for view in sorted(listed - {"ofsted_fit"}):
        kinds = columns(connection, f"SELECT * FROM demo.{view}")
        seen = {c.column_name: c for c in connection.cursor().columns(table=view)}
        text = {k: v[1] for k, v in kinds.items() if v[0] is str}
        ok(
            all(0 < size < 8190 and size != 255 for size in text.values()),
            f"{view}: labels have a length",
            text,
        )
        ok(
            set(kinds) == set(seen)
            and {v[0].__name__ for v in kinds.values()}
            <= {"float", "int", "str", "date", "Decimal"},
            f"{view}: every column has a type that tools know",
            kinds,
        )
        ok(
            all(
                (seen[k].column_size, seen[k].decimal_digits) == (18, 2)
                for k, v in kinds.items()
                if v[0].__name__ == "Decimal"
            ),
            f"{view}: money is numeric(18,2)",
            {k: (seen[k].column_size, seen[k].decimal_digits) for k in seen},
        )


def accents(connection):
    levels = ["Île-de-Bretagne", "Żółć", "Αθήνα", "日本", "it's \"so\"", "x" * 60]
    rows_of = ", ".join(["(?, ?)"] * len(levels))
    values = [v for i, level in enumerate(levels) for v in (level, 0)] + [
        v for level in levels for v in (level, 1)
    ]
    connection.cursor().execute(
        f"INSERT INTO named VALUES {rows_of}, {rows_of}", *values
    )
    terms = [
        r[0]
        for r in rows(
            connection,
            "SELECT t.term::varchar(80) FROM (SELECT logit(y, place) AS f FROM named) AS m, tidy(m.f) AS t",
        )
    ]
    first = min(levels, key=lambda level: level.encode())
    ok(
        set(terms)
        == {"(Intercept)"} | {f"place={level}" for level in levels if level != first},
        "accents, other scripts, quotes and long names survive",
        terms,
    )


connection = connect()
for part in (readers, parameters, nothing_there, probes, views, accents):
    part(connection)

# The settings of doc/bi.md for tools that cut text short.
wide = connect("UnknownsAsLongVarchar=1;MaxLongVarcharSize=1000000;MaxVarcharSize=4000")
kinds = columns(wide, "SELECT repeat('é', 3000)::varchar(3000) AS long, share_state(true) AS state")
ok(
    kinds["long"][1] == 3000 and kinds["state"][1] > 255,
    "with the settings for long text, long text and states are not cut",
    kinds,
)
print(f"1..{checks}")
