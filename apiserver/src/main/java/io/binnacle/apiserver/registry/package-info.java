/**
 * Creates, reads, lists, updates, deletes and watches objects of any type: the rules that hold
 * whoever calls.
 *
 * <p>In: a type, a manifest or a function on one, options; out: stored objects as {@code Mono}, or
 * a {@code StatusException}. Threads: any; nothing is kept between calls. Must not know: HTTP,
 * endpoints, admission, who asks.
 */
@NullMarked
package io.binnacle.apiserver.registry;

import org.jspecify.annotations.NullMarked;
