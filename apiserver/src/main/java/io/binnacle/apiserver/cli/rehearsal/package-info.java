/**
 * The rehearsal: a short life of a cluster on a scratch directory, in which one replica writes down
 * what it loads, for the AOT cache of all later starts.
 *
 * <p>In: where the cache shall be. Out: the cache. Threads: the main thread. Must not know: what is
 * served beyond the paths it asks for.
 */
@NullMarked
package io.binnacle.apiserver.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
