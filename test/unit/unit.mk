# unit.mk - the tests without a server: one program a file, built plain and
# with ASan and UBSan, and run by prove.  Called by make check-unit, which
# gives KERNELS, the builds of the kernel beside the base, and their flags.

CC ?= gcc
SAN = -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_ALL = -std=gnu11 -g -Wall -Wextra -Werror -ffp-contract=off \
	-I$(srcdir)/src $(KERNELS:%=-DEH_HAVE_%)
LIBS = -lgsl -lgslcblas -lm

SOURCES = $(wildcard $(srcdir)/src/core/*.c $(srcdir)/src/state/*.c)
HEADERS = $(wildcard $(srcdir)/src/core/*.h $(srcdir)/src/state/*.h $(srcdir)/test/unit/*.h)
TESTS = $(patsubst $(srcdir)/test/unit/%.c,%,$(wildcard $(srcdir)/test/unit/*.c))
PLAIN = $(TESTS:%=$(BUILD)/plain/%.t)
SANITIZED = $(TESTS:%=$(BUILD)/sanitized/%.t)

FUZZED = states charts passes formula
REPLAY = $(FUZZED:%=$(BUILD)/sanitized/fuzz_%.t)

all: $(PLAIN) $(SANITIZED) $(REPLAY)
	UBSAN_OPTIONS=print_stacktrace=1 prove $(PROVE_FLAGS) --exec '' $(PLAIN) $(SANITIZED) $(REPLAY)

$(BUILD)/plain/libeh.a: $(SOURCES) $(HEADERS)
$(BUILD)/plain/libeh.a: FLAGS = -O2
$(BUILD)/sanitized/libeh.a: $(SOURCES) $(HEADERS)
$(BUILD)/sanitized/libeh.a: FLAGS = -O1 -fno-omit-frame-pointer $(SAN)

%/libeh.a:
	@mkdir -p $*/obj
	rm -f $@
	cd $* && for f in $(abspath $(SOURCES)); do \
		$(CC) $(CFLAGS_ALL:-I$(srcdir)/src=-I$(abspath $(srcdir))/src) $(FLAGS) \
			-c $$f -o obj/$$(basename $$(dirname $$f))_$$(basename $$f .c).o || exit 1; done
	$(foreach k,$(KERNELS),$(foreach f,kernel kernel_taylor,\
		$(CC) $(CFLAGS_ALL) $(FLAGS) $(KERNEL_$k) \
		-c $(srcdir)/src/core/$f.c -o $*/obj/core_$f_$k.o &&)) true
	ar -rcs $@ $*/obj/*.o

$(BUILD)/plain/%.t: $(srcdir)/test/unit/%.c $(BUILD)/plain/libeh.a
	$(CC) $(CFLAGS_ALL) -O2 -o $@ $^ $(LIBS)

$(BUILD)/sanitized/%.t: $(srcdir)/test/unit/%.c $(BUILD)/sanitized/libeh.a
	$(CC) $(CFLAGS_ALL) -O1 -fno-omit-frame-pointer $(SAN) -o $@ $^ $(LIBS)

.PHONY: all

# --- the fuzzers' corpus, replayed -------------------------------------------
$(BUILD)/sanitized/fuzz_states.t: CORPUS = corpus
$(BUILD)/sanitized/fuzz_charts.t: CORPUS = corpus_charts
$(BUILD)/sanitized/fuzz_passes.t: CORPUS = corpus_passes
$(BUILD)/sanitized/fuzz_formula.t: CORPUS = corpus_formula
$(REPLAY): $(BUILD)/sanitized/fuzz_%.t: $(srcdir)/test/fuzz/%.c $(srcdir)/test/fuzz/replay.c $(BUILD)/sanitized/libeh.a
	$(CC) $(CFLAGS_ALL) -O1 -fno-omit-frame-pointer $(SAN) \
		-DCORPUS='"$(abspath $(srcdir))/test/fuzz/$(CORPUS)"' -o $@ $^ $(LIBS)
