/** Checks against documents and examples that others publish. */
package io.binnacle.manifests.conformance;
