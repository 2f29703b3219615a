/**
 * What a controller has to look at next, counted as controllers of Kubernetes count their queues.
 *
 * <p>In: things to look at. Out: each once, and numbers for whoever meters. Threads: the caller's.
 * Must not know: what is looked at, where the numbers go.
 */
@NullMarked
package io.binnacle.apiserver.controller.queue;

import org.jspecify.annotations.NullMarked;
