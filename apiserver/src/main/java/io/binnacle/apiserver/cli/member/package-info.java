/**
 * {@code binnacle member}: who belongs to the group, and changes of it.
 *
 * <p>In: arguments and a kubeconfig. Out: a table, or one line of complaint. Threads: the main
 * thread. Must not know: how a group changes.
 */
@NullMarked
package io.binnacle.apiserver.cli.member;

import org.jspecify.annotations.NullMarked;
