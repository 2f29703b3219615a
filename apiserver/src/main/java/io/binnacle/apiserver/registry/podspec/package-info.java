/**
 * What must hold inside the spec of a pod, alone or in a template. Pods are written all the time,
 * so these rules are code (docs/adr/0005).
 *
 * <p>In: the spec or a part of it, and how messages name it. Out: what is wrong. Threads: any,
 * there is no state. Must not know: which kind the spec is part of, storage, HTTP.
 */
@NullMarked
package io.binnacle.apiserver.registry.podspec;

import org.jspecify.annotations.NullMarked;
