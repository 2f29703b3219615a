package io.binnacle.manifests.printing;

import org.jspecify.annotations.Nullable;

/**
 * The metadata of a list, which its Table repeats.
 *
 * @param resourceVersion empty where it is not known
 * @param continueToken empty on the last page
 * @param remainingItemCount null where it is not known
 */
public record ListMetadata(
    String resourceVersion, String continueToken, @Nullable Long remainingItemCount) {}
