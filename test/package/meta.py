"""Is META.json what PGXN takes?  Usage: meta.py META.json

The rules of the PGXN Meta Spec 1.0, restated from its JSON Schemas
(github.com/pgxn/meta, schema/v1: base, term, version, version_range, license,
provides, extension, prereqs, no_index, resources, tags, meta-spec).
Prints each fault on a line of its own; exits 1 if there is one.
"""

import json
import re
import sys

SEMVER = (
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?"
    r"(\+[\da-zA-Z-]+(\.[\da-zA-Z-]+)*)?"
)
COMPARED = rf"(([=!]=|[<>]=?)\s*)?"
LICENSES = set(
    "agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3 "
    "gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 "
    "postgresql qpl_1_0 ssleay sun zlib open_source restricted unrestricted unknown".split()
)
faults = []


def fault(where, what):
    faults.append(f"{where or 'META.json'}: {what}")


def matching(pattern, what):
    def check(value, where):
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            fault(where, f"not {what}: {value!r}")

    return check


text = matching(r"(?s).+", "a text")
version = matching(SEMVER, "a version of three parts")
term = matching(r"[^/\\\s\x00-\x1f\x7f]{2,}", "a term")
tag = matching(r"[^/\\\x00-\x1f\x7f]{2,255}", "a tag")
path = matching(r"(?!/)[^\\\x00]{2,}", "a relative path")
uri = matching(r"[a-zA-Z][a-zA-Z\d+.-]*:\S+", "a URI")
range_text = matching(
    rf"{COMPARED}({SEMVER}|0)(,\s*{COMPARED}{SEMVER})*", "a range of versions"
)


def one_of(*words):
    return matching("|".join(map(re.escape, words)), "one of " + ", ".join(words))


def version_range(value, where):
    if value != 0 or isinstance(value, bool):
        range_text(value, where)


def list_of(check, unique=False):
    def all_of(value, where):
        if not isinstance(value, list) or not value:
            fault(where, "not a list with something in it")
            return
        if unique and len(set(map(str, value))) < len(value):
            fault(where, "has something twice")
        for i, item in enumerate(value):
            check(item, f"{where}[{i}]")

    return all_of


def or_list_of(check, unique=False):
    def either(value, where):
        (list_of(check, unique) if isinstance(value, list) else check)(value, where)

    return either


def map_of(check, key=term):
    def all_of(value, where):
        if not isinstance(value, dict) or not value:
            fault(where, "not an object with something in it")
            return
        for name, item in value.items():
            key(name, f"{where}, a key")
            check(item, f"{where}.{name}")

    return all_of


def object_of(known, required=(), any_of=(), custom=r"[xX]_.+"):
    """any_of: sets of keys, of which one must be there whole"""

    def check(value, where):
        if not isinstance(value, dict) or not value:
            fault(where, "not an object with something in it")
            return
        for name in required:
            if name not in value:
                fault(where, f"has no {name}")
        if any_of and not any(set(keys) <= set(value) for keys in any_of):
            fault(where, f"has none of {any_of}")
        for name, item in value.items():
            if name in known:
                known[name](item, f"{where}.{name}" if where else name)
            elif not re.fullmatch(custom, name):
                fault(where, f"has an unknown key {name}")

    return check


def license_name(value, where):
    if value not in LICENSES:
        fault(where, f"not a licence PGXN knows: {value!r}")


def license(value, where):
    if isinstance(value, dict):
        map_of(uri, text)(value, where)
    else:
        or_list_of(license_name)(value, where)


requirements = map_of(version_range)
phase = object_of(
    dict.fromkeys(("requires", "recommends", "suggests", "conflicts"), requirements)
)
extension = object_of(
    {
        "file": path,
        "version": version,
        "abstract": text,
        "docfile": path,
        "docpath": text,
    },
    required=("file", "version"),
)
files = or_list_of(path, unique=True)
distribution = object_of(
    {
        "name": term,
        "version": version,
        "abstract": text,
        "description": text,
        "maintainer": or_list_of(text),
        "license": license,
        "provides": map_of(extension),
        "meta-spec": object_of(
            {
                "version": matching(r"1\.0\.\d+", "a version 1.0.x"),
                "url": one_of(
                    "https://pgxn.org/meta/spec.txt", "http://pgxn.org/meta/spec.txt"
                ),
            },
            required=("version",),
        ),
        "generated_by": text,
        "tags": list_of(tag),
        "no_index": object_of(
            {"file": files, "directory": files}, any_of=(["file"], ["directory"])
        ),
        "prereqs": object_of(
            dict.fromkeys(("configure", "build", "test", "runtime", "develop"), phase)
        ),
        "release_status": one_of("stable", "testing", "unstable"),
        "resources": object_of(
            {
                "homepage": uri,
                "bugtracker": object_of(
                    {"web": uri, "mailto": text}, any_of=(["web"], ["mailto"])
                ),
                "repository": object_of(
                    {"url": uri, "web": uri, "type": matching("[a-z]+", "a word")},
                    any_of=(["url", "type"], ["web"]),
                ),
            }
        ),
    },
    required=(
        "name",
        "version",
        "abstract",
        "maintainer",
        "license",
        "provides",
        "meta-spec",
    ),
)

with open(sys.argv[1], encoding="utf-8") as f:
    distribution(json.load(f), "")
print("\n".join(faults), end="\n" if faults else "")
sys.exit(bool(faults))
