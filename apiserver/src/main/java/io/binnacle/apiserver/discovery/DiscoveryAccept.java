package io.binnacle.apiserver.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of its documents a client wants (DISC-07, DISC-08). */
enum DiscoveryAccept {
  AGGREGATED,
  LEGACY,
  NEITHER;

  private static final int CLAUSES_MAX = 64;

  static DiscoveryAccept of(List<String> acceptHeaders) {
    List<Clause> clauses = new ArrayList<>();
    for (String header : acceptHeaders) {
      for (String text : header.split(",")) {
        if (!text.isBlank() && clauses.size() < CLAUSES_MAX) {
          clauses.add(Clause.parse(text));
        }
      }
    }
    if (clauses.isEmpty()) {
      return LEGACY;
    }
    clauses.sort(Comparator.comparingDouble((Clause clause) -> -clause.quality()));
    for (Clause clause : clauses) {
      DiscoveryAccept wanted = clause.wants();
      if (wanted != null) {
        return wanted;
      }
    }
    return NEITHER;
  }

  private record Clause(String type, Map<String, String> parameters, double quality) {
    static Clause parse(String text) {
      String[] parts = text.split(";");
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].strip().split("=", 2);
        parameters.put(pair[0].strip(), pair.length > 1 ? pair[1].strip() : "");
      }
      return new Clause(
          parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT),
          parameters,
          quality(parameters.remove("q")));
    }

    private static double quality(@Nullable String text) {
      try {
        return text == null ? 1 : Double.parseDouble(text);
      } catch (NumberFormatException _) {
        return 0;
      }
    }

    @Nullable DiscoveryAccept wants() {
      boolean json =
          type.equals("application/json") || type.equals("*/*") || type.equals("application/*");
      if (!json || quality <= 0) {
        return null;
      }
      String as = parameters.get("as");
      if (as == null) {
        return LEGACY;
      }
      boolean aggregated =
          as.equals("APIGroupDiscoveryList")
              && "apidiscovery.k8s.io".equals(parameters.get("g"))
              && "v2".equals(parameters.get("v"));
      return aggregated ? AGGREGATED : null;
    }
  }
}
