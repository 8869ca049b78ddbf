// SPDX-License-Identifier: GPL-2.0
/* The state on disk. */
#include "pinned/state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "pinned/replace.h"

#define FOLDER_DEFAULT "/var/lib/sigsnoop-top"
#define LOCK           "lock"
#define QUEUE          "queue"
#define STATE          "state.json"
#define CLAIM          "claim"

#define LOCK_PAUSE 0.01 /* seconds */

const char *state_folder(void)
{
	const char *folder = getenv("SIGSNOOP_STATE_DIR");

	return folder && *folder ? folder : FOLDER_DEFAULT;
}

/* A folder that others can write to, or that another owns, could be made to hold anything. */
static int check_folder(struct state *state, struct fault *fault)
{
	struct stat status;

	if (fstat(state->folder, &status))
		return fault_set(fault, EXIT_FAILED, "cannot look at %s: %s", state_folder(),
		                 strerror(errno));
	state->group = status.st_mode & S_IRGRP ? status.st_gid : 0;
	if ((status.st_uid != geteuid() && status.st_uid != 0) || status.st_mode & 022)
		return fault_set(
			fault, EXIT_FAILED,
			"%s belongs to another user, or others can write to it: it must be "
			"root's alone (chown root %s; chmod 700 %s)",
			state_folder(), state_folder(), state_folder());
	return 0;
}

static int open_folder(struct state *state, struct fault *fault)
{
	*state = (struct state){-1, -1, 0};
	state->folder = open(state_folder(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (state->folder < 0)
		return fault_set(fault, errno == EACCES ? EXIT_CANNOT_OBSERVE : EXIT_FAILED,
		                 "cannot open the folder %s: %s%s", state_folder(), strerror(errno),
		                 errno == EACCES ? ": run it as root" : "");
	if (!check_folder(state, fault))
		return 0;
	state_close(state);
	return -1;
}

static int lock_patiently(int lock)
{
	int error;

	do
		error = flock(lock, LOCK_EX);
	while (error && errno == EINTR);
	return error;
}

/*
 * So long at most, from which is taken what it took; negative: patiently. As flock(2) has no
 * timeout, try again and again.
 */
static int lock_within(int lock, double *seconds)
{
	const struct timespec pause = {.tv_nsec = (long)(LOCK_PAUSE * 1e9)};

	if (*seconds < 0)
		return lock_patiently(lock);
	while (flock(lock, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || *seconds < LOCK_PAUSE)
			return -1;
		(void)nanosleep(&pause, NULL);
		*seconds -= LOCK_PAUSE;
	}
	return 0;
}

static int open_lock(const struct state *state, const char *name)
{
	return openat(state->folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/*
 * flock(2) has no order: who lets go of a lock and comes back at once, as serve does when it is
 * scraped again and again, is there before the one that waited has woken up. So there is a second
 * lock for who is next, held while waiting for the first. 0, or -1 with errno.
 */
static int wait_in_turn(const struct state *state, double seconds)
{
	int queue = open_lock(state, QUEUE);
	int error = queue < 0 || lock_within(queue, &seconds) || lock_within(state->lock, &seconds);
	int cause = errno;

	if (queue >= 0)
		(void)close(queue);
	errno = cause;
	return error ? -1 : 0;
}

static int take_lock(struct state *state, double seconds, struct fault *fault)
{
	state->lock = open_lock(state, LOCK);
	if (state->lock < 0)
		return fault_set(fault, errno == EACCES ? EXIT_CANNOT_OBSERVE : EXIT_FAILED,
		                 "cannot open %s/" LOCK ": %s%s", state_folder(), strerror(errno),
		                 errno == EACCES ? ": run it as root" : "");
	if (!wait_in_turn(state, seconds))
		return 0;
	if (errno == EWOULDBLOCK)
		return fault_set(fault, EXIT_FAILED,
		                 "another command (a snapshot whose reader is slow?) has held the "
		                 "lock in %s for %g seconds",
		                 state_folder(), seconds);
	return fault_set(fault, EXIT_FAILED, "cannot lock %s/" LOCK ": %s", state_folder(),
	                 strerror(errno));
}

int state_open_within(struct state *state, double seconds, struct fault *fault)
{
	if (mkdir(state_folder(), 0700) && errno != EEXIST)
		return fault_set(fault, errno == EACCES ? EXIT_CANNOT_OBSERVE : EXIT_FAILED,
		                 "cannot make the folder %s: %s", state_folder(), strerror(errno));
	if (open_folder(state, fault))
		return -1;
	if (!take_lock(state, seconds, fault))
		return 0;
	state_close(state);
	return -1;
}

int state_open(struct state *state, struct fault *fault)
{
	return state_open_within(state, -1, fault);
}

int state_open_readable(struct state *state, struct fault *fault)
{
	return open_folder(state, fault);
}

void state_close(struct state *state)
{
	if (state->lock >= 0)
		(void)close(state->lock);
	if (state->folder >= 0)
		(void)close(state->folder);
	state->lock = state->folder = -1;
}

int state_share(struct state *state, gid_t group, struct fault *fault)
{
	if (fchown(state->folder, (uid_t)-1, group) || fchmod(state->folder, group ? 0750 : 0700))
		return fault_set(fault, EXIT_FAILED, "cannot share %s: %s", state_folder(),
		                 strerror(errno));
	state->group = group;
	return 0;
}

/* All that is in a file of the folder, to be freed; NULL with errno. */
static char *read_file(const struct state *state, const char *name, size_t *size)
{
	int fd = openat(state->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *text = NULL;
	ssize_t got = -1;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &status)) {
		text = malloc((size_t)status.st_size + 1);
		*size = 0;
		do {
			got = text ? read(fd, text + *size, (size_t)status.st_size - *size) : -1;
			*size += got > 0 ? (size_t)got : 0;
		} while (got > 0);
	}
	if (got < 0) {
		free(text);
		text = NULL;
	}
	(void)close(fd);
	return text;
}

static enum state_found damaged(const char *what, const char *remedy, struct fault *fault)
{
	fault_set(fault, EXIT_FAILED, "the state file %s/" STATE " %s: %s", state_folder(), what,
	          remedy);
	return STATE_DAMAGED;
}

static enum state_found failed(int error, struct fault *fault)
{
	fault_set(fault, error == EACCES ? EXIT_CANNOT_OBSERVE : EXIT_FAILED,
	          "cannot read %s/" STATE ": %s%s", state_folder(), strerror(error),
	          error == EACCES ? ": run it as root" : "");
	return STATE_FAILED;
}

enum state_found state_load(const struct state *state, const char *remedy, struct store *store,
                            struct fault *fault)
{
	size_t size;
	char *text = read_file(state, STATE, &size);
	char what[128];
	const char *why = "";
	enum store_state read;

	if (!text && errno == ENOENT)
		return STATE_NONE;
	if (!text && errno == ELOOP)
		return damaged("is a symbolic link", remedy, fault);
	if (!text)
		return failed(errno, fault);
	read = store_read(store, text, size, &why);
	free(text);
	(void)snprintf(what, sizeof(what), "is damaged (%s)", why);
	switch (read) {
	case STORE_GOOD:
		return STATE_FOUND;
	case STORE_NEWER:
		return damaged("was written by a newer version", remedy, fault);
	case STORE_DAMAGED:
		return damaged(what, remedy, fault);
	case STORE_NO_MEMORY:
		break;
	}
	return failed(ENOMEM, fault);
}

static int save_file(const struct state *state, const char *name, const char *text, size_t size,
                     struct fault *fault)
{
	char shown[PATH_MAX];
	struct replacement it = {.name = name,
	                         .shown = shown,
	                         .text = text,
	                         .size = size,
	                         .mode = state->group ? 0640 : 0600,
	                         .group = state->group};

	(void)snprintf(shown, sizeof(shown), "%s/%s", state_folder(), name);
	return replace_file(state->folder, &it, fault);
}

int state_save(const struct state *state, const struct store *store, struct fault *fault)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	int error = !memory || store_write(store, memory);

	if (memory && fclose(memory))
		error = 1;
	if (error)
		error = fault_set(fault, EXIT_FAILED, "cannot save the state: out of memory");
	else
		error = save_file(state, STATE, text, size, fault);
	free(text);
	return error;
}

int state_set_aside(const struct state *state, struct fault *fault)
{
	char name[64];

	(void)snprintf(name, sizeof(name), STATE ".damaged-%lld", (long long)time(NULL));
	if (renameat(state->folder, STATE, state->folder, name) || fsync(state->folder))
		return fault_set(fault, EXIT_FAILED, "cannot rename %s/" STATE ": %s",
		                 state_folder(), strerror(errno));
	(void)fprintf(stderr, "sigsnoop-top: the damaged state file is kept as %s/%s\n",
	              state_folder(), name);
	return 0;
}

#define CLAIM_SIZE 64

static size_t claim_text(const struct store *store, bool last, char text[CLAIM_SIZE])
{
	return (size_t)snprintf(text, CLAIM_SIZE, "%016" PRIx64 " %" PRIu32 "%s\n", store->run,
	                        store->absorbed, last ? " last" : "");
}

int state_claim(const struct state *state, const struct store *store, bool last,
                struct fault *fault)
{
	char text[CLAIM_SIZE];
	size_t size = claim_text(store, last, text);

	return save_file(state, CLAIM, text, size, fault);
}

static bool is_claim(const struct state *state, const struct store *store, bool last)
{
	char expected[CLAIM_SIZE];
	size_t size, wanted = claim_text(store, last, expected);
	char *text = read_file(state, CLAIM, &size);
	bool claimed = text && size == wanted && !memcmp(text, expected, size);

	free(text);
	return claimed;
}

bool state_claimed(const struct state *state, const struct store *store)
{
	return is_claim(state, store, false) || is_claim(state, store, true);
}

bool state_stopped(const struct state *state, const struct store *store)
{
	return is_claim(state, store, true);
}

int state_remove(const struct state *state, struct fault *fault)
{
	if ((unlinkat(state->folder, CLAIM, 0) && errno != ENOENT) ||
	    (unlinkat(state->folder, STATE, 0) && errno != ENOENT) || fsync(state->folder))
		return fault_set(fault, EXIT_FAILED, "cannot remove %s/" STATE ": %s",
		                 state_folder(), strerror(errno));
	return 0;
}
