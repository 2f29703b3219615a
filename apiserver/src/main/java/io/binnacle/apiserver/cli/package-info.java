/**
 * What a person types: the commands of {@code ./binnacle}, their options, exit codes and one-line
 * complaints.
 *
 * <p>In: words of a command line. Out: an exit code (0 done, 1 failed with one clear line, 2 wrong
 * usage), progress lines on standard output. Threads: the main thread. Must not know: how a request
 * is served, how a process is watched over (that is {@code cli.local}).
 */
@NullMarked
package io.binnacle.apiserver.cli;

import org.jspecify.annotations.NullMarked;
