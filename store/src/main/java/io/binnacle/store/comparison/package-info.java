/**
 * Whether members that applied the same log have the same state: what they report, and what a
 * majority of the voters says.
 *
 * <p>In: what each member says of its state at one position of the log, and who has a vote. Out:
 * who agrees, and who differs from a majority. Threads: none, it holds values only. Must not know:
 * how reports travel, what becomes of a member that differs, disks, clocks.
 */
@NullMarked
package io.binnacle.store.comparison;

import org.jspecify.annotations.NullMarked;
