// SPDX-License-Identifier: GPL-2.0
/*
 * sigstorm32 N [PID]: the six system calls as a 32-bit program makes them, of x86 or of arm. Each
 * succeeds N times, with SIGUSR1 to PID, and fails N times with ESRCH. PID must ignore or block
 * SIGUSR1; without it the program signals itself and ignores. Needs no library:
 *
 *   gcc -m32 -O2 -ffreestanding -fno-stack-protector -fno-pie -no-pie -nostdlib -static \
 *       tools/sigstorm32.c -o sigstorm32
 *
 * or, for arm, with clang and the linker of another architecture's compiler, which can do that:
 *
 *   clang --target=arm-linux-gnueabi -march=armv7-a -O2 -ffreestanding -c \
 *         tools/sigstorm32.c -o sigstorm32.o
 *   aarch64-linux-gnu-ld -m armelf_linux_eabi sigstorm32.o -o sigstorm32
 *
 * Prints nothing. Exit code 0: all calls returned what they must; 1: one did not; 2: usage.
 *
 * An observer must report, of this program as the sender, with signal SIGUSR1:
 *   origin kill      2N to PID (kill, pidfd_send_signal)
 *   origin tkill     2N to PID (tkill, tgkill)
 *   origin sigqueue  2N to PID (rt_sigqueueinfo, rt_tgsigqueueinfo)
 *   refused, ESRCH   kill N, tkill 2N, sigqueue 2N, all to 10000000, which is no process;
 *                    kill N (pidfd_send_signal) to a child that has ended
 * and the SIGCHLD of that child: origin child, outcome ignored, 1.
 */

#define NR_EXIT       1
#define NR_FORK       2
#define NR_GETPID     20
#define NR_KILL       37
#define NR_WAIT4      114
#define NR_SIGACTION  174
#define NR_SIGQUEUE   178
#define NR_TKILL      238
#define NR_PIDFD_SEND 424
#define NR_PIDFD_OPEN 434
#ifdef __arm__
#define NR_TGKILL     268
#define NR_TGSIGQUEUE 363
#else
#define NR_TGKILL     270
#define NR_TGSIGQUEUE 335
#endif

#define ESRCH    3
#define SIGUSR1  10
#define SI_QUEUE (-1)
#define NO_PID   10000000

/* A siginfo_t: signal, errno, code, and 116 bytes more. */
static int info[32] = {SIGUSR1, 0, SI_QUEUE};

/* As the kernel takes it: SIG_IGN, flags, restorer, and a mask of 8 bytes. */
static const int ignore[5] = {1};

#ifdef __arm__
static int call(int number, long first, long second, long third, long fourth)
{
	register long r0 __asm__("r0") = first;
	register long r1 __asm__("r1") = second;
	register long r2 __asm__("r2") = third;
	register long r3 __asm__("r3") = fourth;
	register long r7 __asm__("r7") = number;

	__asm__ volatile("svc #0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r7) : "memory");
	return (int)r0;
}
#else
static int call(int number, long first, long second, long third, long fourth)
{
	long result;

	__asm__ volatile("int $0x80"
	                 : "=a"(result)
	                 : "a"((long)number), "b"(first), "c"(second), "d"(third), "S"(fourth)
	                 : "memory", "cc");
	return (int)result;
}
#endif

__attribute__((noreturn)) static void leave(int code)
{
	for (;;)
		call(NR_EXIT, code, 0, 0, 0);
}

static void must(int result, int expected)
{
	if (result != expected)
		leave(1);
}

static int number_of(const char *text)
{
	int number = 0;

	for (; *text; text++) {
		if (*text < '0' || *text > '9' || number > 100000000)
			leave(2);
		number = number * 10 + *text - '0';
	}
	if (number == 0)
		leave(2);
	return number;
}

static void send_all(int pid, int pidfd, int expected)
{
	must(call(NR_KILL, pid, SIGUSR1, 0, 0), expected);
	must(call(NR_TKILL, pid, SIGUSR1, 0, 0), expected);
	must(call(NR_TGKILL, pid, pid, SIGUSR1, 0), expected);
	must(call(NR_SIGQUEUE, pid, SIGUSR1, (long)info, 0), expected);
	must(call(NR_TGSIGQUEUE, pid, pid, SIGUSR1, (long)info), expected);
	must(call(NR_PIDFD_SEND, pidfd, SIGUSR1, 0, 0), expected);
}

static int open_pidfd(int pid)
{
	int pidfd = call(NR_PIDFD_OPEN, pid, 0, 0, 0);

	if (pidfd < 0)
		leave(1);
	return pidfd;
}

/* The pidfd of a child that has ended and been waited for. */
static int open_dead(void)
{
	int child = call(NR_FORK, 0, 0, 0, 0);
	int pidfd;

	if (child == 0)
		leave(0);
	if (child < 0)
		leave(1);
	pidfd = open_pidfd(child);
	must(call(NR_WAIT4, child, 0, 0, 0), child);
	return pidfd;
}

/* @stack is what the kernel gives a new program: argc, argv. */
__attribute__((noreturn, used)) static void run(const long *stack)
{
	const char *const *arguments = (const char *const *)(stack + 1);
	int count, target, living, dead;

	if (stack[0] < 2 || stack[0] > 3)
		leave(2);
	count = number_of(arguments[1]);
	target = stack[0] == 3 ? number_of(arguments[2]) : call(NR_GETPID, 0, 0, 0, 0);
	must(call(NR_SIGACTION, SIGUSR1, (long)ignore, 0, 8), 0);
	living = open_pidfd(target);
	dead = open_dead();
	while (count-- > 0) {
		send_all(target, living, 0);
		send_all(NO_PID, dead, -ESRCH);
	}
	leave(0);
}

#if defined(__arm__)
__asm__(".globl _start\n"
        "_start:\n"
        "	mov r0, sp\n"
        "	bic sp, sp, #7\n"
        "	bl run\n");
#elif defined(__i386__)
__asm__(".globl _start\n"
        "_start:\n"
        "	movl %esp, %eax\n"
        "	andl $-16, %esp\n"
        "	subl $12, %esp\n"
        "	pushl %eax\n"
        "	call run\n");
#endif
