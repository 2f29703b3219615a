/**
 * One object in two versions of its type.
 *
 * <p>In and out: a manifest. What a version has no field for is kept in annotations, so that
 * nothing is lost on a way there and back. Threads: any. Must not know: schemas, who asks.
 */
@NullMarked
package io.binnacle.manifests.convert;

import org.jspecify.annotations.NullMarked;
