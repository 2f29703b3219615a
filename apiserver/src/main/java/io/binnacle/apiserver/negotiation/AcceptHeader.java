package io.binnacle.apiserver.negotiation;

import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a client accepts (NEG-01 to NEG-03, NEG-20, NEG-25). */
public final class AcceptHeader {
  private static final int CLAUSES_MAX = 32;

  private AcceptHeader() {}

  /** What is to be answered with. */
  public enum Target {
    OBJECT,
    LIST,
    WATCH
  }

  /** What there is to choose from. */
  public enum Offer {
    ALL,
    /** The type has no messages; metadata has one for every type (NEG-10). */
    NO_PROTOBUF,
    /** Nothing binary: for frames that are texts. */
    TEXTS
  }

  private record Clause(String type, Map<String, String> parameters, double quality) {}

  /**
   * @param accept null where the header is absent
   * @throws StatusException 406 where nothing is acceptable
   */
  public static Representation choose(@Nullable String accept, Target target, Offer offer) {
    if (accept == null || accept.isBlank()) {
      return Representation.JSON;
    }
    for (Clause clause : clauses(accept)) {
      Representation chosen = representation(clause, target);
      if (chosen != null && isServed(chosen, offer)) {
        return chosen;
      }
    }
    throw new StatusException(
        Status.notAcceptable(
            target == Target.WATCH
                ? List.of(
                    "application/json;stream=watch",
                    "application/vnd.kubernetes.protobuf;stream=watch",
                    "application/cbor-seq")
                : List.of(
                    "application/json",
                    "application/yaml",
                    "application/vnd.kubernetes.protobuf",
                    "application/cbor")));
  }

  /** NEG-10, NEG-24: no Tables in protobuf, which has no message for cells of any type. */
  private static boolean isServed(Representation chosen, Offer offer) {
    return switch (chosen.form()) {
      case JSON, YAML -> true;
      case CBOR -> offer != Offer.TEXTS;
      case PROTOBUF ->
          offer != Offer.TEXTS
              && switch (chosen.view()) {
                case FULL -> offer == Offer.ALL;
                case METADATA -> true;
                case TABLE -> false;
              };
    };
  }

  private static List<Clause> clauses(String accept) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : accept.split(",", CLAUSES_MAX)) {
      // With its empty ends: a clause may be nothing but a semicolon.
      String[] parts = text.split(";", -1);
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).trim().toLowerCase(Locale.ROOT),
              parts[i].substring(equals + 1).trim());
        }
      }
      clauses.add(
          new Clause(
              parts[0].trim().toLowerCase(Locale.ROOT),
              parameters,
              quality(parameters.getOrDefault("q", "1"))));
    }
    // Stable, so that the order of appearance decides among equals.
    clauses.sort(Comparator.comparingDouble((Clause clause) -> -clause.quality()));
    return clauses;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  private static @Nullable Representation representation(Clause clause, Target target) {
    Representation.Form form =
        switch (clause.type()) {
          case "application/json", "application/*", "*/*" -> Representation.Form.JSON;
          case "application/yaml" -> target == Target.WATCH ? null : Representation.Form.YAML;
          case "application/vnd.kubernetes.protobuf" -> Representation.Form.PROTOBUF;
          case "application/cbor" -> Representation.Form.CBOR;
          case "application/cbor-seq" -> target == Target.WATCH ? Representation.Form.CBOR : null;
          default -> null;
        };
    if (form == null) {
      return null;
    }
    String as = clause.parameters().get("as");
    if (as == null) {
      return new Representation(form, Representation.View.FULL, Representation.META_V1);
    }
    String version = clause.parameters().getOrDefault("v", "");
    boolean known = version.equals("v1") || version.equals("v1beta1");
    if (!known || !clause.parameters().getOrDefault("g", "").equals("meta.k8s.io")) {
      return null;
    }
    Representation.View view = view(as, target);
    return view == null ? null : new Representation(form, view, "meta.k8s.io/" + version);
  }

  private static Representation.@Nullable View view(String as, Target target) {
    return switch (as) {
      case "Table" -> Representation.View.TABLE;
      case "PartialObjectMetadata" -> target == Target.LIST ? null : Representation.View.METADATA;
      case "PartialObjectMetadataList" ->
          target == Target.LIST ? Representation.View.METADATA : null;
      default -> null;
    };
  }
}
