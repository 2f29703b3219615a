/**
 * Counts what the server does, under the names that Kubernetes dashboards know.
 *
 * <p>In: observations from the pipeline and the streams, gauges as functions. Out: the Prometheus
 * text at /metrics. Threads: any. Must not know: what a request means, where numbers come from.
 */
@NullMarked
package io.binnacle.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
