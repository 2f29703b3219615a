package io.binnacle.manifests.type;

import io.binnacle.manifests.GroupVersionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an object, or an act on it, with a URL of its own below the object's.
 *
 * @param name the last part of the URL, as in {@code status}
 * @param kind the kind that is read and written there: the object's own for {@code status}, another
 *     for {@code scale}
 * @param verbs what discovery lists
 * @param scale where the replica counts are; only on {@code scale}
 */
public record Subresource(
    String name, GroupVersionKind kind, List<String> verbs, @Nullable ScalePaths scale) {

  public Subresource {
    verbs = List.copyOf(verbs);
  }

  /**
   * Where the object keeps what its Scale shows.
   *
   * @param specReplicas field names down to the wanted number
   * @param statusReplicas field names down to the observed number
   * @param selector field names down to the selector: an object, a map of labels, or its text form;
   *     empty where the type has none
   */
  public record ScalePaths(
      List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
    public ScalePaths {
      specReplicas = List.copyOf(specReplicas);
      statusReplicas = List.copyOf(statusReplicas);
      selector = List.copyOf(selector);
    }
  }
}
