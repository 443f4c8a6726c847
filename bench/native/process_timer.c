/*
 * process_timer.c: times whole processes, in turns, with next to nothing in between: vfork, exec, read the output to
 * its end, wait. Arguments: ROUNDS COMMAND... ::: COMMAND... A word NAME=VALUE before a command's program sets its
 * environment, and @@ in any word is replaced by the round's number. For each process a line is printed: number of the
 * command, nanoseconds, exit status.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 64
#define COMMANDS_MAX 16
#define WORD_BYTES 4096

typedef struct {
    char **words;
    int count;
} command;

static char texts[WORDS_MAX][WORD_BYTES];
static char *arguments[WORDS_MAX + 1];
static char *variables[WORDS_MAX + 1];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void expand(const char *word, int round, char *into) {
    const char *mark = strstr(word, "@@");
    if (mark == NULL)
        snprintf(into, WORD_BYTES, "%s", word);
    else
        snprintf(into, WORD_BYTES, "%.*s%d%s", (int)(mark - word), word, round, mark + 2);
}

static int run(int index, const command *which, int round) {
    int variable_count = 0, argument_count = 0;
    for (int i = 0; i < which->count; i++) {
        expand(which->words[i], round, texts[i]);
        if (argument_count == 0 && strchr(texts[i], '=') != NULL)
            variables[variable_count++] = texts[i];
        else
            arguments[argument_count++] = texts[i];
    }
    variables[variable_count] = NULL;
    arguments[argument_count] = NULL;
    int out[2];
    if (argument_count == 0 || pipe(out) != 0)
        return 2;
    const double start = now();
    const pid_t child = vfork();
    if (child == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(out[1], STDERR_FILENO);
        close(out[0]);
        close(out[1]);
        execve(arguments[0], arguments, variables);
        _exit(127);
    }
    close(out[1]);
    char buffer[65536];
    while (read(out[0], buffer, sizeof buffer) > 0) {
    }
    close(out[0]);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    printf("%d %.0f %d\n", index, now() - start, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}

int main(int argc, char **argv) {
    command commands[COMMANDS_MAX] = {{NULL, 0}};
    int count = 1;
    if (argc < 3)
        return 2;
    commands[0].words = argv + 2;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], ":::") != 0) {
            if (++commands[count - 1].count > WORDS_MAX)
                return 2;
            continue;
        }
        if (count == COMMANDS_MAX)
            return 2;
        commands[count++].words = argv + i + 1;
    }
    const int rounds = atoi(argv[1]);
    for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < count; turn++) {
            const int index = (turn + round) % count;
            if (run(index, &commands[index], round) != 0)
                return 2;
        }
    }
    return 0;
}
