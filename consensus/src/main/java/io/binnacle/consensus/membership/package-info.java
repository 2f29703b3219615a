/**
 * Who belongs to the group, and with which say. Pure.
 *
 * <p>In and out: values. Threads: any. Must not know: names and addresses of members, sockets,
 * files.
 */
@NullMarked
package io.binnacle.consensus.membership;

import org.jspecify.annotations.NullMarked;
