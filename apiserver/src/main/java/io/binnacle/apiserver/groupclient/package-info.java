/**
 * A client of the group's administration, as the command line and a member that joins use it.
 *
 * <p>In: a kubeconfig. Out: the group, changed or not, or one line that says why not. Threads: the
 * caller's, which waits. Must not know: this process's own server.
 */
@NullMarked
package io.binnacle.apiserver.groupclient;

import org.jspecify.annotations.NullMarked;
