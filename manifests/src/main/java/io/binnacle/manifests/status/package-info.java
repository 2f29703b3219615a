/**
 * The one error vocabulary: Kubernetes' Status, its reasons and causes, and errors of fields.
 *
 * <p>In: what went wrong. Out: values whose JSON and texts are those that clients test for.
 * Threads: any. Must not know: HTTP headers, logs, where the error came from.
 */
@NullMarked
package io.binnacle.manifests.status;

import org.jspecify.annotations.NullMarked;
