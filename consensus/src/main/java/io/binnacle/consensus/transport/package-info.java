/**
 * Messages between the members of a group, over mutually authenticated TLS.
 *
 * <p>In: a message for a member. Out: messages of members that proved who they are, and news of
 * connections. Threads: the event loop's; callers never block. Must not know: roles, terms, what a
 * message means.
 */
@NullMarked
package io.binnacle.consensus.transport;

import org.jspecify.annotations.NullMarked;
