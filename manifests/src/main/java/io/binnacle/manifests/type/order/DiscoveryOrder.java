package io.binnacle.manifests.type.order;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In which order discovery lists groups and versions; clients take the first that knows a name. */
public final class DiscoveryOrder {
  /**
   * Built-in groups from the most to the least preferred; any other group comes after them, by
   * name.
   */
  private static final List<String> BUILTIN_GROUPS =
      List.of(
          "",
          "apiregistration.k8s.io",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "internal.apiserver.k8s.io",
          "resource.k8s.io",
          "storagemigration.k8s.io");

  private static final Pattern VERSION =
      Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");

  /** By priority; groups that are not built in come last, by name. */
  public static final Comparator<String> GROUPS =
      Comparator.<String>comparingInt(DiscoveryOrder::rankOfGroup)
          .thenComparing(Comparator.naturalOrder());

  /** Stable before beta before alpha, the higher number first, anything else last by name. */
  public static final Comparator<String> VERSIONS = DiscoveryOrder::compareVersions;

  private DiscoveryOrder() {}

  private static int rankOfGroup(String group) {
    int rank = BUILTIN_GROUPS.indexOf(group);
    return rank < 0 ? BUILTIN_GROUPS.size() : rank;
  }

  private static int compareVersions(String left, String right) {
    Matcher leftParts = VERSION.matcher(left);
    Matcher rightParts = VERSION.matcher(right);
    boolean leftKnown = leftParts.matches();
    boolean rightKnown = rightParts.matches();
    if (!leftKnown || !rightKnown) {
      return leftKnown ? -1 : rightKnown ? 1 : left.compareTo(right);
    }
    int byStability = Integer.compare(stability(rightParts), stability(leftParts));
    if (byStability != 0) {
      return byStability;
    }
    int byNumber = Integer.compare(number(rightParts, 1), number(leftParts, 1));
    return byNumber != 0 ? byNumber : Integer.compare(number(rightParts, 3), number(leftParts, 3));
  }

  private static int stability(Matcher version) {
    String stage = version.group(2);
    if (stage == null) {
      return 2;
    }
    return stage.equals("beta") ? 1 : 0;
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
