/**
 * The bytes of replies as a client wants to have them: indented for people, compressed for slow
 * networks.
 *
 * <p>In: a request's query and headers, the reply; out: the same reply in other bytes. Threads: any
 * one at a time for each reply. Must not know: what the bytes mean beyond their being JSON.
 */
@NullMarked
package io.binnacle.apiserver.encoding;

import org.jspecify.annotations.NullMarked;
