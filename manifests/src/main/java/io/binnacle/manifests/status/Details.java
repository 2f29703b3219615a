package io.binnacle.manifests.status;

import java.util.List;

/**
 * The details of a Status (ERR-02). Empty texts, an empty list and zero seconds are left out.
 *
 * @param kind the resource for most errors, the kind for Invalid
 */
public record Details(
    String name,
    String group,
    String kind,
    String uid,
    List<StatusCause> causes,
    int retryAfterSeconds) {

  public Details {
    causes = List.copyOf(causes);
  }

  public static Details of(GroupResource resource, String name) {
    return new Details(name, resource.group(), resource.resource(), "", List.of(), 0);
  }

  public static Details of(GroupKind kind, String name, List<StatusCause> causes) {
    return new Details(name, kind.group(), kind.kind(), "", causes, 0);
  }

  public static Details ofCauses(List<StatusCause> causes) {
    return new Details("", "", "", "", causes, 0);
  }

  public static Details retryAfter(int seconds) {
    return new Details("", "", "", "", List.of(), seconds);
  }

  public Details withUid(String newUid) {
    return new Details(name, group, kind, newUid, causes, retryAfterSeconds);
  }

  public Details withRetryAfterSeconds(int seconds) {
    return new Details(name, group, kind, uid, causes, seconds);
  }
}
