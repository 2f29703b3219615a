package io.binnacle.apiserver.controller.namespace;

/**
 * What is told of a namespace that is being deleted, in Kubernetes' order and words (CTRL-11). All
 * types are known and all versions can be read here, so the first two are always well.
 */
enum Condition {
  DISCOVERY_FAILURE(
      "NamespaceDeletionDiscoveryFailure",
      "DiscoveryFailed",
      "ResourcesDiscovered",
      "All resources successfully discovered"),
  GROUP_VERSION_PARSING_FAILURE(
      "NamespaceDeletionGroupVersionParsingFailure",
      "GroupVersionParsingFailed",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed"),
  CONTENT_FAILURE(
      "NamespaceDeletionContentFailure",
      "ContentDeletionFailed",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization"),
  CONTENT_REMAINING(
      "NamespaceContentRemaining",
      "SomeResourcesRemain",
      "ContentRemoved",
      "All content successfully removed"),
  FINALIZERS_REMAINING(
      "NamespaceFinalizersRemaining",
      "SomeFinalizersRemain",
      "ContentHasNoFinalizers",
      "All content-preserving finalizers finished");

  private final String type;
  private final String problemReason;
  private final String goodReason;
  private final String goodMessage;

  Condition(String type, String problemReason, String goodReason, String goodMessage) {
    this.type = type;
    this.problemReason = problemReason;
    this.goodReason = goodReason;
    this.goodMessage = goodMessage;
  }

  String type() {
    return type;
  }

  Found problem(String message) {
    return new Found(this, true, problemReason, message);
  }

  Found good() {
    return new Found(this, false, goodReason, goodMessage);
  }

  /** The condition as it was found. */
  record Found(Condition of, boolean isProblem, String reason, String message) {}
}
