/**
 * The command {@code serve}: one replica in the foreground, and all its flags.
 *
 * <p>In: flags, environment variables, system properties. Out: {@link
 * io.binnacle.apiserver.boot.ServerOptions}, a running server, an exit code. Threads: the main
 * thread waits for the server's end. Must not know: other replicas on this machine.
 */
@NullMarked
package io.binnacle.apiserver.cli.serve;

import org.jspecify.annotations.NullMarked;
