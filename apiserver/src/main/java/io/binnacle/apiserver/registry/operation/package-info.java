/**
 * What callers of the registry ask for and get.
 *
 * <p>In and out: values. Threads: any, everything is immutable. Must not know: how it is carried
 * out.
 */
@NullMarked
package io.binnacle.apiserver.registry.operation;

import org.jspecify.annotations.NullMarked;
