/**
 * Processes of this program: how one is started, recognised later and ended.
 *
 * <p>In: arguments, pid files. Out: command lines, process handles. Threads: the caller's. Must not
 * know: which process is a replica, which a supervisor.
 */
@NullMarked
package io.binnacle.apiserver.cli.process;

import org.jspecify.annotations.NullMarked;
