// SPDX-License-Identifier: GPL-2.0
/* Another program that observes. */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stats.h"

#define STEP_MS       20U
#define STEP_BUSY_NS  400000U /* 2 % of a step */
#define STEPS_AT_REST 8U
#define END_MOST_MS   60000U

/* Never returns. */
static void child_main(const struct process *process, const char *const argv[], int failure)
{
	int error;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpgid(0, 0);
	(void)dup2(process->out, STDOUT_FILENO);
	(void)dup2(process->err, STDERR_FILENO);
	(void)signal(SIGINT, SIG_DFL);
	(void)execvp(argv[0], (char *const *)argv);
	error = errno;
	(void)!write(failure, &error, sizeof(error));
	_exit(127);
}

/* 0, or errno of the exec: the pipe is closed by one that succeeds. */
static int spawn(struct process *process, const char *const argv[])
{
	int failure[2], error = 0;

	if (pipe2(failure, O_CLOEXEC))
		return errno;
	process->pid = fork();
	if (process->pid == 0)
		child_main(process, argv, failure[1]);
	(void)close(failure[1]);
	if (process->pid < 0)
		error = EAGAIN;
	else if (read(failure[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	(void)close(failure[0]);
	return error;
}

int process_start(struct process *process, const char *const argv[], struct fault *fault)
{
	int error;

	process->out = memfd_create("bench-out", MFD_CLOEXEC);
	process->err = memfd_create("bench-err", MFD_CLOEXEC);
	error = process->out < 0 || process->err < 0 ? errno : spawn(process, argv);
	if (!error)
		return 0;
	process_kill(process);
	if (error == ENOENT)
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "not installed");
	return fault_set(fault, EXIT_FAILED, "%s: %s", argv[0], strerror(error));
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid;
}

/* The last line with anything in it that a file in memory holds, for an error message. */
static void last_line(int fd, char *line, size_t size)
{
	char text[4096];
	off_t length = lseek(fd, 0, SEEK_END);
	off_t from = length > (off_t)sizeof(text) - 1 ? length - (off_t)sizeof(text) + 1 : 0;
	ssize_t got = pread(fd, text, sizeof(text) - 1, from);
	char *start;

	while (got > 0 && (text[got - 1] == '\n' || text[got - 1] == ' '))
		got--;
	text[got > 0 ? got : 0] = '\0';
	start = strrchr(text, '\n');
	(void)snprintf(line, size, "%.200s", start ? start + 1 : text);
}

static int tell_end(const struct process *process, struct fault *fault)
{
	char line[256];

	last_line(process->err, line, sizeof(line));
	if (!line[0])
		last_line(process->out, line, sizeof(line));
	return fault_set(fault, EXIT_CANNOT_OBSERVE, "it ends: %s", line);
}

int process_settle(const struct process *process, unsigned most_ms, struct fault *fault)
{
	uint64_t before = process_cpu(process->pid);
	unsigned at_rest = 0;

	for (unsigned ms = 0; at_rest < STEPS_AT_REST; ms += STEP_MS) {
		uint64_t now;

		sleep_ms(STEP_MS);
		if (has_ended(process->pid))
			return tell_end(process, fault);
		if (ms >= most_ms)
			return fault_set(fault, EXIT_FAILED, "still busy after %u ms", most_ms);
		now = process_cpu(process->pid);
		/* One that has not begun at all is none that has nothing to do. */
		at_rest = now && now - before < STEP_BUSY_NS ? at_rest + 1 : 0;
		before = now;
	}
	return 0;
}

FILE *process_end(struct process *process, struct fault *fault)
{
	FILE *out;

	(void)kill(process->pid, SIGINT);
	for (unsigned ms = 0; !has_ended(process->pid); ms += 5) {
		if (ms >= END_MOST_MS) {
			(void)fault_set(fault, EXIT_FAILED, "it does not end");
			process_kill(process);
			return NULL;
		}
		sleep_ms(5);
	}
	out = lseek(process->out, 0, SEEK_SET) == 0 ? fdopen(process->out, "re") : NULL;
	if (!out) {
		(void)fault_set(fault, EXIT_FAILED, "%s", strerror(errno));
		process_kill(process);
		return NULL;
	}
	process->out = -1; /* the stream's now */
	process_kill(process);
	return out;
}

static uint64_t nanoseconds(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_usec * 1000U;
}

void process_kill(struct process *process)
{
	struct rusage usage = {0};

	if (process->pid > 0) {
		(void)kill(process->pid, SIGKILL);
		(void)wait4(process->pid, NULL, 0, &usage);
	}
	if (process->out >= 0)
		(void)close(process->out);
	if (process->err >= 0)
		(void)close(process->err);
	*process = (struct process){
		.out = -1,
		.err = -1,
		.cpu = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime),
	};
}

/* Call `take` for each entry of a folder, of which the name begins with a digit. */
static void for_each_number(const char *folder, void (*take)(const char *path, void *context),
                            void *context)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[320];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		take(path, context);
	}
	if (dir)
		(void)closedir(dir);
}

static void add_schedstat(const char *folder, void *context)
{
	char path[384], line[128];
	uint64_t *sum = context;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/schedstat", folder);
	file = fopen(path, "re");
	if (file && fgets(line, sizeof(line), file))
		*sum += strtoull(line, NULL, 10);
	if (file)
		(void)fclose(file);
}

uint64_t process_cpu(pid_t pid)
{
	char folder[64];
	uint64_t sum = 0;

	(void)snprintf(folder, sizeof(folder), "/proc/%d/task", pid);
	for_each_number(folder, add_schedstat, &sum);
	return sum;
}

/* The number behind a word at the start of a line of a file; all such lines added. */
static uint64_t sum_of(const char *path, const char *word)
{
	char line[256];
	FILE *file = fopen(path, "re");
	uint64_t sum = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)))
			sum += strtoull(line + strlen(word), NULL, 10);
	if (file)
		(void)fclose(file);
	return sum;
}

uint64_t process_resident(pid_t pid)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
	return sum_of(path, "VmRSS:") * 1024;
}

static void add_memlock(const char *path, void *context)
{
	*(uint64_t *)context += sum_of(path, "memlock:");
}

/* "7f0e0c2d5000-7f0e0c356000 rw-s 00000000 00:0e 1035 anon_inode:[perf_event]" */
static uint64_t perf_buffers(pid_t pid)
{
	char path[64], line[512];
	uint64_t sum = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		char *end;
		uint64_t from = strtoull(line, &end, 16);

		if (strstr(line, "[perf_event]") && *end == '-')
			sum += strtoull(end + 1, NULL, 16) - from;
	}
	if (file)
		(void)fclose(file);
	return sum;
}

uint64_t process_kernel_memory(pid_t pid)
{
	uint64_t sum = 0;
	char folder[64];

	(void)snprintf(folder, sizeof(folder), "/proc/%d/fdinfo", pid);
	for_each_number(folder, add_memlock, &sum);
	return sum + perf_buffers(pid);
}
