package io.binnacle.manifests.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is served is what a fresh server of the release we follow shows, line by line. */
class ServedResourcesTest {
  /** Not served here yet. */
  private static final List<String> NOT_YET =
      List.of("apiextensions.k8s.io/v1", "apiregistration.k8s.io/v1");

  /** RES-01, RES-23, DISC-05: names, scope, short names, categories, verbs, subresources. */
  @Test
  void theServedResourcesAreThoseOfTheTable() throws IOException {
    List<String> served =
        BuiltinTypes.load().all().stream().map(ServedResourcesTest::line).sorted().toList();
    assertThat(served).containsExactlyElementsOf(table());
  }

  private static List<String> table() throws IOException {
    try (InputStream in = ServedResourcesTest.class.getResourceAsStream("resources.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .filter(line -> NOT_YET.stream().noneMatch(line::startsWith))
          .sorted()
          .toList();
    }
  }

  private static String line(ResourceType type) {
    List<String> subresources = new ArrayList<>();
    if (type.hasStatus()
        && type.subresources().stream().noneMatch(each -> each.name().equals("status"))) {
      subresources.add("status:get,patch,update");
    }
    type.subresources()
        .forEach(
            each ->
                subresources.add(
                    each.name()
                        + ":"
                        + each.verbs().stream().sorted().collect(Collectors.joining(","))));
    return String.join(
        " | ",
        type.apiVersion(),
        type.plural(),
        type.kind(),
        orDash(String.join(",", type.shortNames())),
        orDash(String.join(",", type.categories())),
        type.namespaced() ? "N" : "C",
        type.verbs().stream().sorted().collect(Collectors.joining(",")),
        orDash(subresources.stream().sorted().collect(Collectors.joining(" "))));
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
