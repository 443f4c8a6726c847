/*
 * dxg_process_child.c: the processes behind dxg_process_start: a guard, and the program's own up to execve. They are
 * made by clone in a process with other threads, so that only async-signal-safe calls are allowed here: no malloc, no
 * stdio, no fork of libc's, which would wait for locks that nobody is left to release.
 */
#define _GNU_SOURCE 1
#include "dxg_process.h"

#if defined(__linux__)

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the guard keeps its descriptors: nothing of the caller's stays open beside them. */
enum place { OUT = 3, ERR = 4, STATUS = 5, LIFE = 6, RULES = 7, DIRECTORY = 8, FREE = 9 };
/* Descriptors are first moved above all places. */
#define HIGH 32
#define NR_CLOSE_RANGE 436
#define CLOSE_ON_EXEC_FLAG 4u
#define MIB (1024ull * 1024)
/* Rounds of ending processes that go on making new ones, where no namespace does it: about five seconds. */
#define SWEEPS_MAX 5000
#define OPEN_FILES_MAX 4096

static void tell(uint32_t kind, uint32_t value, uint32_t step) {
    const struct dxg_record record = {kind, value, step};
    while (write(STATUS, &record, sizeof record) < 0 && errno == EINTR)
        ;
}

__attribute__((noreturn)) static void fail(uint32_t step, int error) {
    tell(DXG_RECORD_FAILED, (uint32_t)error, step);
    _exit(127);
}

/* Moves descriptors to their places and closes all others; 0 to 2 become null. */
static int keep_only(const struct dxg_process_ends *ends) {
    const int given[] = {ends->out, ends->err, ends->status, ends->life, ends->rules, ends->directory};
    int high[6];
    for (int i = 0; i < 6; i++) {
        high[i] = given[i] < 0 ? -1 : fcntl(given[i], F_DUPFD_CLOEXEC, HIGH);
        if (given[i] >= 0 && high[i] < 0)
            return -errno;
    }
    for (int i = 0; i < 6; i++)
        if (high[i] < 0)
            close(OUT + i);
        else if (dup3(high[i], OUT + i, O_CLOEXEC) < 0)
            return -errno;
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return -errno;
    for (int fd = 0; fd < 3; fd++)
        if (dup2(null, fd) < 0)
            return -errno;
    if (syscall(NR_CLOSE_RANGE, FREE, ~0u, 0) < 0) {
        struct rlimit files;
        const rlim_t end = getrlimit(RLIMIT_NOFILE, &files) < 0 ? 1024 : files.rlim_cur;
        for (int fd = FREE; (rlim_t)fd < end; fd++)
            close(fd);
    }
    return 0;
}

static int write_file(const char *path, const char *text) {
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    const int result = write(fd, text, strlen(text)) < 0 ? -errno : 0;
    close(fd);
    return result;
}

static char *write_number(char *to, uint32_t number) {
    char digits[10];
    int count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

/* Maps one id to itself: "id id 1". */
static int map_id(const char *path, uint32_t id) {
    char text[32];
    char *end = write_number(text, id);
    *end++ = ' ';
    end = write_number(end, id);
    memcpy(end, " 1", 3);
    return write_file(path, text);
}

/* The user keeps its number in the new user namespace; files of all others seem to belong to nobody. */
static int map_user(uint32_t user, uint32_t group) {
    int result = write_file("/proc/self/setgroups", "deny");
    if (result == 0)
        result = map_id("/proc/self/uid_map", user);
    return result == 0 ? map_id("/proc/self/gid_map", group) : result;
}

/* Since Linux 5.14 the processes of a user are counted in each user namespace apart. */
static int counts_by_namespace(void) {
    struct utsname name;
    if (uname(&name) < 0)
        return 0;
    int version[2] = {0, 0};
    const char *at = name.release;
    for (int i = 0; i < 2; i++, at++)
        for (; *at >= '0' && *at <= '9' && version[i] < 1000; at++)
            version[i] = version[i] * 10 + (*at - '0');
    return version[0] > 5 || (version[0] == 5 && version[1] >= 14);
}

static int limit(int which, uint64_t soft, uint64_t hard) {
    struct rlimit now;
    if (getrlimit(which, &now) < 0)
        return -errno;
    if (hard < now.rlim_max)
        now.rlim_max = hard;
    now.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
    return setrlimit(which, &now) < 0 ? -errno : 0;
}

/* Data and not address space: JavaScript engines and the like reserve far more of that than they use. */
static int set_limits(const struct dxg_process_request *request, int count_processes) {
    const uint64_t data = request->data_mib * MIB;
    const uint64_t file = request->file_mib * MIB;
    int result = limit(RLIMIT_DATA, data, data);
    if (result == 0)
        result = limit(RLIMIT_CPU, request->cpu_seconds, request->cpu_seconds + 1ull);
    if (result == 0)
        result = limit(RLIMIT_FSIZE, file, file);
    if (result == 0)
        result = limit(RLIMIT_CORE, 0, 0);
    if (result == 0)
        result = limit(RLIMIT_NOFILE, OPEN_FILES_MAX, OPEN_FILES_MAX);
    if (result == 0 && count_processes)
        result = limit(RLIMIT_NPROC, request->processes, request->processes);
    return result;
}

/* Gives up all capabilities, and with them what being root would mean for the program. Ordinary users have none. */
static int drop_capabilities(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0)
            break;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capset, &header, none) < 0)
        return -errno;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

/* Every signal as a new process expects it: what the caller ignores would stay ignored. */
static void reset_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int enter_directory(const struct dxg_process_request *request) {
    if (chdir(request->directory) < 0)
        return -errno;
    if (request->directory_fd < 0)
        return 0;
    /* Entering by descriptor would lead into the caller's mount namespace, where the folder has no path any more. */
    struct stat named;
    struct stat held;
    if (stat(".", &named) < 0 || fstat(DIRECTORY, &held) < 0)
        return -errno;
    return named.st_dev == held.st_dev && named.st_ino == held.st_ino ? 0 : -ESTALE;
}

/* In the process that becomes the program. */
__attribute__((noreturn)) static void become(const struct dxg_process_request *request, int has_rules,
                                             int in_namespaces, uint32_t effects) {
    int result;
    setpgid(0, 0);
    if (!in_namespaces)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(OUT, 1) < 0 || dup2(ERR, 2) < 0)
        fail(DXG_STEP_GUARD, errno);
    umask(022);
    if ((result = enter_directory(request)) < 0)
        fail(DXG_STEP_DIRECTORY, -result);
    const int count_processes = in_namespaces && counts_by_namespace();
    if ((result = set_limits(request, count_processes)) < 0)
        fail(DXG_STEP_LIMITS, -result);
    /* The kernel exempts root itself from the number of processes. */
    if (count_processes && getuid() != 0)
        effects |= DXG_EFFECT_PROCESS_LIMIT;
    if ((result = drop_capabilities()) < 0)
        fail(DXG_STEP_PRIVILEGES, -result);
    if (has_rules && (result = dxg_process_rules_enter(RULES)) < 0)
        fail(DXG_STEP_RULES, -result);
    if ((request->flags & DXG_PROCESS_CUT_NETWORK) != 0) {
        if ((request->flags & DXG_PROCESS_NO_FILTER) == 0 && dxg_process_filter_sockets() == 0)
            effects |= DXG_EFFECT_SOCKET_FILTER;
        const uint32_t cuts = DXG_EFFECT_NETWORK_NAMESPACE | DXG_EFFECT_SOCKET_FILTER;
        if ((request->flags & DXG_PROCESS_REQUIRE_CUT) != 0 && (effects & cuts) == 0)
            fail(DXG_STEP_NETWORK, EPERM);
    }
    reset_signals();
    /* All that is left is closed by execve. */
    for (int fd = OUT; fd < FREE; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    tell(DXG_RECORD_READY, effects, 0);
    if ((request->flags & DXG_PROCESS_PROBE) != 0)
        _exit(0);
    execve(request->program, (char *const *)request->words, (char *const *)request->variables);
    fail(DXG_STEP_PROGRAM, errno);
}

/* Ends every child that this process has, those that have lost their own parents included. */
static void sweep(pid_t group) {
    const struct pollfd nothing = {-1, 0, 0};
    for (int round = 0; round < SWEEPS_MAX; round++) {
        kill(-group, SIGKILL);
        const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
        char text[4096];
        const ssize_t length = list < 0 ? 0 : read(list, text, sizeof text);
        if (list >= 0)
            close(list);
        pid_t child = 0;
        /* A number that is cut off at the end has no space behind it; the next round has it whole. */
        for (ssize_t at = 0; at < length; at++)
            if (text[at] >= '0' && text[at] <= '9')
                child = child * 10 + (text[at] - '0');
            else if (child != 0) {
                kill(child, SIGKILL);
                child = 0;
            }
        pid_t ended;
        while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        if (ended < 0 && errno == ECHILD)
            return;
        poll((struct pollfd *)&nothing, 1, 1);
    }
}

/* Waits until the program has ended, and says how, or until the caller closes its end of the pipe, or dies. */
static void watch(pid_t program, int signals, int in_namespaces) {
    struct pollfd wait[] = {{signals, POLLIN, 0}, {LIFE, POLLIN, 0}};
    int status = 0;
    int has_ended = 0;
    while (!has_ended) {
        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            break;
        if (wait[1].revents != 0)
            break;
        struct signalfd_siginfo seen;
        if (wait[0].revents != 0 && read(signals, &seen, sizeof seen) < 0 && errno != EINTR)
            break;
        int one;
        pid_t ended;
        while ((ended = waitpid(-1, &one, WNOHANG)) > 0)
            if (ended == program) {
                status = one;
                has_ended = 1;
            }
    }
    if (!in_namespaces)
        sweep(program);
    if (has_ended)
        tell(DXG_RECORD_ENDED, (uint32_t)status, 0);
}

/* The number that follows so many spaces, 0 when there is none. */
static uint64_t number_after(const char *text, int spaces) {
    uint64_t number = 0;
    for (; *text != 0 && spaces > 0; text++)
        if (*text == ' ')
            spaces--;
    for (; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (uint64_t)(*text - '0');
    return number;
}

/*
 * Wipes the arguments and the environment that this process has from its caller, in its own copy of the memory: whoever
 * may not look into a process still reads /proc/PID/cmdline. Where both lie is told by proc(5), stat, fields 48 to 51.
 */
static void forget_origin(void) {
    char text[1024];
    const int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    const ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (length <= 0)
        return;
    text[length] = 0;
    /* Field 2, the name, may hold anything but ends at the last parenthesis; a space and field 3 follow. */
    const char *rest = strrchr(text, ')');
    if (rest == NULL)
        return;
    enum { ARG_START = 48, ENV_START = 50, FIRST = 2 };
    for (int field = ARG_START; field <= ENV_START; field += 2) {
        const uintptr_t start = (uintptr_t)number_after(rest, field - FIRST);
        const uintptr_t end = (uintptr_t)number_after(rest, field + 1 - FIRST);
        if (start != 0 && start < end)
            memset((void *)start, 0, end - start);
    }
}

void dxg_process_guard(const struct dxg_process_request *request, const struct dxg_process_ends *ends,
                       unsigned long clone_flags, uint32_t effects) {
    const int in_namespaces = (clone_flags & CLONE_NEWUSER) != 0;
    int result = keep_only(ends);
    if (result < 0)
        /* The pipe may not be in its place: the caller sees its end. */
        _exit(127);
    forget_origin();
    setsid();
    if (in_namespaces) {
        /* Set by the caller before the clone: asked here, they would be nobody's. */
        if ((result = map_user(request->user, request->group)) < 0)
            fail(DXG_STEP_NAMESPACES, -result);
        effects |= DXG_EFFECT_PID_NAMESPACE;
        if ((clone_flags & CLONE_NEWNET) != 0)
            effects |= DXG_EFFECT_NETWORK_NAMESPACE;
        if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 &&
            mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0) {
            effects |= DXG_EFFECT_OWN_PROC;
            if ((effects & DXG_EFFECT_READ_RULES) != 0)
                dxg_process_rules_read(RULES, "/proc");
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    } else {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    }
    /* The memory is a copy of the caller's, with its secrets: nobody may look into it. */
    prctl(PR_SET_DUMPABLE, 0);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    const int signals = signalfd(-1, &children, SFD_CLOEXEC);
    if (signals < 0)
        fail(DXG_STEP_GUARD, errno);
    const pid_t program = (pid_t)syscall(SYS_clone, (unsigned long)SIGCHLD, 0ul, 0ul, 0ul, 0ul);
    if (program == 0)
        become(request, ends->rules >= 0, in_namespaces, effects);
    if (program < 0)
        fail(DXG_STEP_GUARD, errno);
    close(OUT);
    close(ERR);
    watch(program, signals, in_namespaces);
    _exit(0);
}

#endif

/* ISO C wants a declaration in every file. */
typedef int dxg_process_child_unit;
