/**
 * The door of the Kubernetes objects: an object as an immutable value, and the names it goes by.
 *
 * <p>In: bytes of JSON or YAML. Out: values and bytes. Threads: any, everything is immutable. Must
 * not know: stores, HTTP, clocks, files; Jackson's tree stays behind this door.
 */
@NullMarked
package io.binnacle.manifests;

import org.jspecify.annotations.NullMarked;
