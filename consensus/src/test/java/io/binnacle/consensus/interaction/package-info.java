/**
 * Scripts in {@code src/test/resources/interaction} that read like stories: commands, a line of
 * dashes, and what the group did. {@code -Drewrite=true} writes what it does now; the difference is
 * to be reviewed.
 *
 * <p>In: commands. Out: lines of text. Threads: one. Must not know: time, chance, files but the
 * scripts.
 */
@NullMarked
package io.binnacle.consensus.interaction;

import org.jspecify.annotations.NullMarked;
