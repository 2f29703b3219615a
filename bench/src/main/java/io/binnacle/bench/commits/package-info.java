/**
 * How many commands a second the consensus library commits and how long each takes, alone and
 * beside the syncs of the same disk and etcd.
 *
 * <p>In: a directory on the disk to measure. Out: tables, and a picture. Threads: the proposers.
 * Must not know: HTTP, the store and the API.
 */
@NullMarked
package io.binnacle.bench.commits;

import org.jspecify.annotations.NullMarked;
