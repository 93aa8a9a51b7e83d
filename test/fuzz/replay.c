/*
 * replay.c - the kept corpus through a fuzz target, without a fuzzer: a
 * crash found once is looked for in every ./check.
 */
#include <dirent.h>
#include <stdint.h>

#include "../unit/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(void)
{
	DIR *dir = opendir(CORPUS);
	struct dirent *entry;

	ok(dir != NULL, "there is a corpus");
	while (dir != NULL && (entry = readdir(dir)) != NULL)
	{
		char path[4096];
		uint8_t data[4096];
		FILE *f;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", CORPUS, entry->d_name);
		f = fopen(path, "rb");
		if (!ok(f != NULL, "%s", entry->d_name))
			continue;
		LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data), f));
		fclose(f);
	}
	if (dir != NULL)
		closedir(dir);
	return done();
}
