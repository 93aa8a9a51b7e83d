# earlyhelp - a PostgreSQL extension in C, built by PGXS with GSL.
#
#	make                     the library and the install script
#	make install             into the server of PG_CONFIG
#	make check-unit          tests that need no server (plain, ASan + UBSan)
#	make installcheck        pg_regress against a running server
#	make lint                layers, format, static analysis
#	make format              lay the C sources out
#	make fuzz                the decoders under libFuzzer (FUZZ_SECONDS each)
#	make docs                doc/reference.md from a database's catalogue, and
#	                         doc/errors.md from the sources
#	make bench               timings against plain SQL, on a private server
#	make dist                the release for PGXN: build/earlyhelp-VERSION.zip
#	make deb                 the Debian package, installed and removed in a chroot
#	make freeze              the stored values of this version, for those to come
#
# ./check does all of it on a bare machine; ./demo shows what it is for.

EXTENSION = earlyhelp
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(srcdir)/earlyhelp.control)

ifndef srcdir
srcdir = .
endif

BUILD = build
CORE_C = $(sort $(wildcard $(srcdir)/src/core/*.c))
STATE_C = $(sort $(wildcard $(srcdir)/src/state/*.c))
PG_C = $(sort $(wildcard $(srcdir)/src/pg/*.c))

MODULE_big = earlyhelp
OBJS = $(patsubst $(srcdir)/%.c,%.o,$(CORE_C) $(STATE_C) $(PG_C)) \
	$(KERNELS:%=src/core/kernel_%.o) $(KERNELS:%=src/core/kernel_taylor_%.o)
DATA_built = $(BUILD)/sql/$(EXTENSION)--$(EXTVERSION).sql
# sql/earlyhelp--A--B.sql brings a database from A to B: doc/releasing.md
DATA = $(wildcard $(srcdir)/sql/$(EXTENSION)--*--*.sql)
EXTRA_CLEAN = $(BUILD) results regression.diffs regression.out tmp_check

# Server headers as system headers: our -Wextra is for our own code.
# -ffp-contract=off: a fused multiply would fold compensated sums away.
WARNINGS = -Wall -Wextra
PG_CPPFLAGS = -ffp-contract=off -I$(srcdir)/src -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CFLAGS = $(WARNINGS)
SHLIB_LINK = -lgsl -lgslcblas -lm

# kernel.c and kernel_taylor.c once more for each instruction set beside the
# base; kernel_build.h says why these may contract.  host_cpu is PostgreSQL's.
KERNELS = $(if $(filter x86_64 amd64,$(host_cpu)),avx512 avx2)
KERNEL_avx512 = -DEH_KERNEL=avx512 -DEH_VECTOR=64 \
	-mavx512f -mavx512dq -mavx512vl -ffp-contract=fast
KERNEL_avx2 = -DEH_KERNEL=avx2 -DEH_VECTOR=32 -mavx2 -mfma -ffp-contract=fast
PG_CPPFLAGS += $(KERNELS:%=-DEH_HAVE_%)

REGRESS = $(sort $(patsubst $(srcdir)/test/sql/%.sql,%,$(wildcard $(srcdir)/test/sql/*.sql)))
# With the output here, expected/ is found here.
REGRESS_OPTS = --inputdir=$(srcdir)/test --load-extension=earlyhelp --encoding=UTF8

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Only now is srcdir known, if make runs in a folder of its own.

# Loops over blocks of rows are what a fit costs: let the compiler see to them.
# Packagers give CFLAGS on the command line, hence override.
OPTIMIZE = -O3
$(patsubst $(srcdir)/%.c,%.o,$(CORE_C) $(STATE_C)): override CFLAGS += $(OPTIMIZE)

# Objects go to that folder, and pg_regress looks for what is expected there.
ifneq ($(realpath $(srcdir)),$(CURDIR))
$(shell mkdir -p src/core src/state src/pg; ln -sfn $(srcdir)/expected expected)
endif

# check and demo are scripts, and check is a target of PGXS as well.
.PHONY: check demo check-unit lint format docs fuzz bench dist deb freeze

# --- the install script: numbered parts, one after another -----------------

SQL_PARTS = $(sort $(wildcard $(srcdir)/sql/[0-9]*.sql) \
	$(BUILD)/sql/20_measures.sql)
ORDERED_PARTS = $(foreach n,$(sort $(notdir $(SQL_PARTS))),$(filter %/$(n),$(SQL_PARTS)))

$(BUILD)/sql/20_measures.sql: $(srcdir)/sql/20_measures.sql.in \
		$(srcdir)/sql/measures.list $(srcdir)/sql/expand-measures.sh
	@mkdir -p $(@D)
	sh $(srcdir)/sql/expand-measures.sh $(srcdir)/sql/20_measures.sql.in \
		$(srcdir)/sql/measures.list > $@

$(BUILD)/sql/$(EXTENSION)--$(EXTVERSION).sql: $(SQL_PARTS) $(srcdir)/earlyhelp.control
	@mkdir -p $(@D)
	{ printf '%s\n' '\echo Use "CREATE EXTENSION earlyhelp" to load this file. \quit'; \
	  cat $(ORDERED_PARTS); } > $@

# --- objects depend on the headers they include -----------------------------

$(OBJS): $(wildcard $(srcdir)/src/*/*.h)

$(KERNELS:%=src/core/kernel_%.o): src/core/kernel_%.o: $(srcdir)/src/core/kernel.c
	$(COMPILE.c) $(KERNEL_$*) -o $@ $<

$(KERNELS:%=src/core/kernel_%.bc): src/core/kernel_%.bc: $(srcdir)/src/core/kernel.c
	$(COMPILE.c.bc) $(KERNEL_$*) -o $@ $<

$(KERNELS:%=src/core/kernel_taylor_%.o): src/core/kernel_taylor_%.o: $(srcdir)/src/core/kernel_taylor.c
	$(COMPILE.c) $(KERNEL_$*) -o $@ $<

$(KERNELS:%=src/core/kernel_taylor_%.bc): src/core/kernel_taylor_%.bc: $(srcdir)/src/core/kernel_taylor.c
	$(COMPILE.c.bc) $(KERNEL_$*) -o $@ $<

# --- tests without a server --------------------------------------------------

check-unit:
	$(MAKE) -f $(srcdir)/test/unit/unit.mk srcdir=$(srcdir) BUILD=$(BUILD)/unit \
		KERNELS='$(KERNELS)' KERNEL_avx512='$(KERNEL_avx512)' \
		KERNEL_avx2='$(KERNEL_avx2)'

lint:
	sh $(srcdir)/.ci/lint.sh

format:
	clang-format -i $(srcdir)/src/*/*.[ch] $(srcdir)/test/unit/*.[ch] $(srcdir)/test/fuzz/*.c

# Needs a running server with the extension in database $(PGDATABASE).
docs:
	psql -XAtq -v ON_ERROR_STOP=1 -f $(srcdir)/doc/reference.sql > $(srcdir)/doc/reference.md
	python3 $(srcdir)/test/package/messages.py $(srcdir) > $(srcdir)/doc/errors.md

fuzz:
	sh $(srcdir)/test/fuzz/run.sh $(FUZZ_SECONDS)

bench:
	sh $(srcdir)/test/bench/run.sh

# --- releases: doc/releasing.md ----------------------------------------------

DISTRIBUTION = $(EXTENSION)-$(EXTVERSION)

# What is committed, and nothing else; so what is not committed is refused.
dist:
	@changed=$$(git -C $(srcdir) status --porcelain) && [ -z "$$changed" ] || \
		{ echo "make dist: not committed:"; echo "$$changed"; exit 1; } >&2
	@mkdir -p $(BUILD)
	git -C $(srcdir) archive --format=zip --prefix=$(DISTRIBUTION)/ HEAD > $(BUILD)/$(DISTRIBUTION).zip

deb:
	sh $(srcdir)/.ci/package.sh

freeze:
	sh $(srcdir)/test/t/freeze.sh
