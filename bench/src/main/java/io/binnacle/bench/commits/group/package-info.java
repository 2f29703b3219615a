/**
 * Who is loaded: members in this process, members in processes of their own, and etcd.
 *
 * <p>In: a directory and how many. Out: a group with a leader. Threads: the members' own. Must not
 * know: what is measured.
 */
@NullMarked
package io.binnacle.bench.commits.group;

import org.jspecify.annotations.NullMarked;
