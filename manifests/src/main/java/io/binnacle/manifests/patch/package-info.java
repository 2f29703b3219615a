/**
 * JSON patch (RFC 6902), merge patch (RFC 7386) and strategic merge patch.
 *
 * <p>In: the bytes of a patch and the object as it is. Out: the object as it should be, or a
 * StatusException for the client. Threads: any. Must not know: storage, conflicts, admission.
 */
@NullMarked
package io.binnacle.manifests.patch;

import org.jspecify.annotations.NullMarked;
