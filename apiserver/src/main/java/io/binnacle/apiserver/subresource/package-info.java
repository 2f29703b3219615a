/**
 * Subresources that do something instead of being a part of their object.
 *
 * <p>In: the object's key, what was posted or asked. Out: an answer, or a StatusException. Threads:
 * those of requests; nothing blocks. Must not know: HTTP's headers, media types.
 */
@NullMarked
package io.binnacle.apiserver.subresource;

import org.jspecify.annotations.NullMarked;
