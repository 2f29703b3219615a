package io.binnacle.apiserver.acceptance;

import io.binnacle.apiserver.endpoint.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A kind of {@code clients/applied-kinds.txt}, which says what the parts mean.
 *
 * @param values two of one field
 * @param conflict the path of that field
 * @param extra where what is applied only at first is found
 */
record AppliedKind(
    String apiVersion,
    String kind,
    String resource,
    boolean namespaced,
    List<String> values,
    String conflict,
    String extra,
    String manifest) {
  static final String NAMESPACE = "applied-by-clients";
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern ENTRY =
      Pattern.compile(
          """
          (\\S+) (\\S+) (\\S+) (namespaced|cluster)
          values: (.+), (.+)
          conflict: (.+)
          extra: (.+)
          """,
          Pattern.UNIX_LINES);

  static List<AppliedKind> all() {
    List<AppliedKind> all = new ArrayList<>();
    String[] entries = TestTable.read("/clients/applied-kinds.txt").split("(?m)^==== ");
    for (String entry : List.of(entries).subList(1, entries.length)) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("no kind: " + entry);
      }
      all.add(
          new AppliedKind(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3),
              matcher.group(4).equals("namespaced"),
              List.of(matcher.group(5), matcher.group(6)),
              matcher.group(7),
              matcher.group(8),
              entry.substring(matcher.end())));
    }
    return all;
  }

  String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  String version() {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  String name() {
    return "applied-" + kind.toLowerCase(Locale.ROOT);
  }

  /** In JSON, with the name and the namespace. */
  String manifest(int value, boolean withExtra) {
    String text =
        manifest
            .replaceAll("(?s)<<(.*?)>>", withExtra ? "$1" : "")
            .replace("VALUE", values.get(value));
    ObjectNode tree = (ObjectNode) YAML.readTree(text);
    ObjectNode whole = tree.objectNode().put("apiVersion", apiVersion).put("kind", kind);
    whole.setAll(tree);
    ObjectNode metadata = whole.withObjectProperty("metadata").put("name", name());
    if (namespaced) {
      metadata.put("namespace", NAMESPACE);
    }
    return whole.toString();
  }

  @Override
  public String toString() {
    return kind;
  }
}
