/**
 * Pods and what makes pods: defaults and rules that look at several fields of a pod's spec.
 *
 * <p>In and out: manifests, errors. Threads: any. Must not know: the flows of the registry, HTTP.
 */
@NullMarked
package io.binnacle.apiserver.registry.workload;

import org.jspecify.annotations.NullMarked;
