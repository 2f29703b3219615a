/**
 * The command {@code certs init}: certificates for members that run on machines of their own.
 *
 * <p>In: names of members and hosts. Out: files in a directory, or a Secret in the Kubernetes
 * cluster this runs in. Threads: the caller's. Must not know: local clusters.
 */
@NullMarked
package io.binnacle.apiserver.cli.certs;

import org.jspecify.annotations.NullMarked;
