/**
 * Whose data directory this is: how its member came into a group, and how one survivor founds a new
 * one.
 *
 * <p>In: a data directory and what the flags say. Out: the configuration a member begins with.
 * Threads: the caller's, before a member runs. Must not know: the core, sockets.
 */
@NullMarked
package io.binnacle.consensus.identity;

import org.jspecify.annotations.NullMarked;
