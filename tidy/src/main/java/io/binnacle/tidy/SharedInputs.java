package io.binnacle.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Inputs of tests that are no part of the repository: the official document of the Kubernetes
 * release that is the contract, manifests as others publish them. {@code BINNACLE_SHARED} names
 * their folder; a test that finds none says so and is skipped.
 */
public final class SharedInputs {
  /** Why a test is skipped. */
  public static final String MISSING = "BINNACLE_SHARED names no folder with the shared inputs";

  private SharedInputs() {}

  /** The OpenAPI document of version 2 that the release publishes. */
  public static Optional<Path> officialDocument() {
    return find("data/openapi/kubernetes-1.36.0.json");
  }

  /** A folder of manifests as people apply them. */
  public static Optional<Path> manifests() {
    return find("data/manifests");
  }

  private static Optional<Path> find(String path) {
    Optional<Path> found =
        Optional.ofNullable(System.getenv("BINNACLE_SHARED"))
            .map(folder -> Path.of(folder, path))
            .filter(Files::exists);
    if (found.isEmpty()) {
      System.out.println("SKIPPED: " + MISSING);
    }
    return found;
  }
}
