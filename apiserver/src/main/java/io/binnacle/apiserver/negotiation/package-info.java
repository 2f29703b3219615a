/**
 * Which form a client wants and sends: media types, Tables and metadata-only views, and the writing
 * of objects and lists in them.
 *
 * <p>In: headers, bodies, stored objects; out: bytes and chunks of them. Threads: any. Must not
 * know: verbs, what becomes of an object.
 */
@NullMarked
package io.binnacle.apiserver.negotiation;

import org.jspecify.annotations.NullMarked;
