"""Writes doc/errors.md: every error of the extension, its cause and its remedy,
as the sources say them.  Usage: messages.py ROOT > doc/errors.md

An ereport() is read with its SQLSTATE, message, detail and hint.  Where one of
these is an argument of the function around it, or an element of a table, what
callers or the table say is read in its place; what is known at run time
alone is written as an ellipsis.
"""

import glob
import os
import re
import sys

# PostgreSQL's, appendix A; a code that is not here stops the program.
SQLSTATES = {
    "ERRCODE_AMBIGUOUS_COLUMN": "42702",
    "ERRCODE_ARRAY_SUBSCRIPT_ERROR": "2202E",
    "ERRCODE_CARDINALITY_VIOLATION": "21000",
    "ERRCODE_CONFIG_FILE_ERROR": "F0000",
    "ERRCODE_DATATYPE_MISMATCH": "42804",
    "ERRCODE_DATA_CORRUPTED": "XX001",
    "ERRCODE_DATETIME_VALUE_OUT_OF_RANGE": "22008",
    "ERRCODE_DIVISION_BY_ZERO": "22012",
    "ERRCODE_FEATURE_NOT_SUPPORTED": "0A000",
    "ERRCODE_INSUFFICIENT_PRIVILEGE": "42501",
    "ERRCODE_INVALID_ARGUMENT_FOR_LOG": "2201E",
    "ERRCODE_INVALID_BINARY_REPRESENTATION": "22P03",
    "ERRCODE_INVALID_COLUMN_REFERENCE": "42P10",
    "ERRCODE_INVALID_NAME": "42602",
    "ERRCODE_INVALID_PARAMETER_VALUE": "22023",
    "ERRCODE_INVALID_TEXT_REPRESENTATION": "22P02",
    "ERRCODE_NULL_VALUE_NOT_ALLOWED": "22004",
    "ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE": "22003",
    "ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE": "55000",
    "ERRCODE_PROGRAM_LIMIT_EXCEEDED": "54000",
    "ERRCODE_SYNTAX_ERROR": "42601",
    "ERRCODE_UNDEFINED_COLUMN": "42703",
    "ERRCODE_UNDEFINED_FUNCTION": "42883",
    "ERRCODE_UNDEFINED_OBJECT": "42704",
    "ERRCODE_UNDEFINED_TABLE": "42P01",
    "ERRCODE_WRONG_OBJECT_TYPE": "42809",
    "errcode_for_file_access()": "58030",
}
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
FORMAT = re.compile(r"%(?:[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:l|ll|z|h)?[diouxXeEfgGsc]|m)")


def close(text, at):
    """The place after the bracket that closes the one at a place."""
    depth = 0
    while True:
        if text[at] == '"':
            at = LITERAL.match(text, at).end() - 1
        elif text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1


def arguments(text, at):
    """The arguments of a call whose parenthesis is at a place."""
    end = close(text, at)
    parts, start, i = [], at + 1, at + 1
    while i < end - 1:
        if text[i] == '"':
            i = LITERAL.match(text, i).end()
        elif text[i] in "([{":
            i = close(text, i)
        else:
            if text[i] == ",":
                parts.append(text[start:i])
                start = i + 1
            i += 1
    return [p.strip() for p in parts + [text[start : end - 1]]]


def said(expression):
    """The words of an expression made of literals; None if it is not."""
    bare = LITERAL.sub("", expression)
    if not LITERAL.search(expression) or re.search(r"[^\s]", bare.replace("INT64_FORMAT", "")):
        return None
    words = re.sub(r"\bINT64_FORMAT\b", '"%d"', expression)
    words = "".join(LITERAL.findall(words)).replace('\\"', '"').replace("\\n", " ")
    return words


def function_around(text, at):
    """Name and parameters of the function that a place lies in."""
    found = None
    for m in re.finditer(r"^(\w+)\(([^;{]*?)\)\n\{", text[:at], re.M | re.S):
        found = m
    names = [re.sub(r"\[.*?\]", "", p).split()[-1].lstrip("*") for p in found.group(2).split(",")]
    return found.group(1), names


def elements(text, at):
    """[(place, words)] of a table; places may be named: [PLACE] = words."""
    found = []
    for i, part in enumerate(arguments(text, at)):
        named = re.match(r"\[(\w+)\]\s*=\s*", part)
        words = said(part[named.end() :] if named else part)
        if words is not None:
            found.append((named.group(1) if named else i, words))
    return found


def alternatives(expression, sources, file, at, depth=0):
    """[(who, words)]: what an expression may say; who is the caller's place."""
    text = sources[file]
    words = said(expression)
    if words is not None:
        return [(None, words)]
    if "?" in expression:
        literals = re.split(r"[?:](?=\s*\")", LITERAL.sub(lambda m: m.group(0), expression))
        return [(None, said(p)) for p in literals if said(p) is not None] or [(None, "%s")]
    table = re.fullmatch(r"(\w+)\[.*\]", expression)
    if table:
        m = re.search(rf"\b{table.group(1)}\[\]\s*=\s*\{{", text)
        if m:
            return elements(text, m.end() - 1)
    if re.fullmatch(r"\w+", expression) and depth == 0:
        name, names = function_around(text, at)
        if expression in names:
            place = names.index(expression)
            found = []
            for other, code in sources.items():
                for m in re.finditer(rf"\b{name}\(", code):
                    given = arguments(code, m.end() - 1)
                    if len(given) != len(names) or not code[: m.start()].rstrip().endswith((";", "{", "}", ")", "else")):
                        continue
                    for _, words in alternatives(given[place], sources, other, m.start(), 1):
                        found.append(((other, m.start()), words))
            if found:
                return found
    return [(None, "%s")]


def whole(call, sources, file, at):
    """What one of errmsg(), errdetail(), errhint() may say."""
    given = arguments(call, call.index("("))
    form = said(given[0])
    if form is None:
        return alternatives(given[0], sources, file, at)
    if form == "%s" and len(given) == 2:
        return alternatives(given[1], sources, file, at)
    return [(None, form)]


def errors(sources):
    for file, text in sources.items():
        for m in re.finditer(r"\bereport\(", text):
            body = text[m.start() : close(text, m.end() - 1)]
            if not re.match(r"ereport\(\s*ERROR", body):
                continue
            part = {}
            for kind in ("errcode", "errmsg", "errdetail", "errhint"):
                found = re.search(rf"\b{kind}(?:_internal)?\(", body)
                if found:
                    part[kind] = body[found.start() : close(body, found.end() - 1)]
            code = part.get("errcode", "errcode(errcode_for_file_access())")[8:-1].strip()
            said_by = {k: dict(whole(part[k], sources, file, m.start())) for k in ("errdetail", "errhint") if k in part}
            for who, words in whole(part["errmsg"], sources, file, m.start()):
                # one message may have as many causes as callers
                callers = [who] if who is not None else sorted({c for d in said_by.values() for c in d}, key=str) or [None]
                for caller in callers:
                    yield code, words, *(
                        said_by.get(k, {}).get(caller, said_by.get(k, {}).get(None, ""))
                        for k in ("errdetail", "errhint")
                    )


def shown(words):
    words = FORMAT.sub("…", words.replace("%%", "%"))
    return words.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").strip()


def main(root):
    sources = {}
    for path in sorted(glob.glob(os.path.join(root, "src", "pg", "*.c"))):
        with open(path, encoding="utf-8") as f:
            sources[path] = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    rows = {}
    for code, message, detail, hint in errors(sources):
        row = rows.setdefault((shown(message), SQLSTATES[code]), ([], []))
        for said_before, words in zip(row, (shown(detail), shown(hint))):
            if words not in said_before:
                said_before.append(words)
    with open(os.path.join(root, "test", "package", "errors_head.md"), encoding="utf-8") as f:
        print(f.read())
    print("| error | SQLSTATE | what was found | what to do |")
    print("| --- | --- | --- | --- |")
    for (message, state), (detail, hint) in sorted(rows.items(), key=lambda r: (r[0][0].lstrip("…\" ").lower(), r[0][1])):
        print(f"| {message} | {state} | {'<br>'.join(detail)} | {'<br>'.join(hint)} |")


main(sys.argv[1] if len(sys.argv) > 1 else ".")
