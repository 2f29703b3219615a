package io.binnacle.apiserver.subresource;

import io.binnacle.manifests.Manifest;

/** What is said of something that was done to an object. */
final class PostedAnswers {
  private static final int CREATED = 201;

  private PostedAnswers() {}

  /** SUB-13: a Status that repeats the code of the reply. */
  static Manifest success() {
    return Manifest.empty()
        .edit(
            editor ->
                editor
                    .setText("v1", "apiVersion")
                    .setText("Status", "kind")
                    .setObject(Manifest.empty(), "metadata")
                    .setText("Success", "status")
                    .setInteger(CREATED, "code"));
  }
}
