package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.schema.StructuralSchema;
import io.binnacle.manifests.type.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a type with all fields that can be set together: it begins with every field of the
 * schema, then what the server complains of is taken away until it complains no more.
 */
final class FullExample {
  /** By a key that nobody has; what openssl made. */
  static final String CERTIFICATE_REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITE1IUUNBUUF3RWpFUU1BNEdBMVVF"
          + "QXd3SGMyOXRaVzl1WlRCWk1CTUdCeXFHU000OUFnRUdDQ3FHU000OQpBd0VIQTBJQUJQQ1NnSE91VU9o"
          + "N25QWjRDSWhGRFloREpZV0M0YWNqd3M4Q3VUbWZ3R3hoNXIyeU5mdU1nbDl6CjI0RzBtd2R4NGpodlcw"
          + "NkFIazczUmlXb1RTVTRQNkNnQURBS0JnZ3Foa2pPUFFRREFnTkhBREJFQWlCZWx2SkIKYTB2clR0Nkk1"
          + "d2NBK1FqQnVTM0NZa0tyRWNSTHRQbW02RFo1bkFJZ0RHL1FDbU40cEVaWmRxY2VDaThLVW4wSQpPak96"
          + "V052TWd4N085OFhNa1dVPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ROUNDS_MAX = 120;
  private static final int DEPTH_MAX = 14;

  /** What the server sets itself, or what would make the object vanish. */
  private static final Set<String> NOT_SET =
      Set.of(
          "managedFields",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "selfLink",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "ownerReferences",
          "finalizers",
          "generateName",
          "namespace");

  private final ResourceType type;
  private final ObjectNode tree;
  private final List<String> taken = new ArrayList<>();

  private FullExample(ResourceType type, ObjectNode tree) {
    this.type = type;
    this.tree = tree;
  }

  static FullExample of(ResourceType type, String name) {
    ObjectNode tree = NODES.objectNode();
    tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    type.schema()
        .properties()
        .forEach(
            (field, schema) -> {
              if (!tree.has(field)) {
                tree.set(field, value(schema, field, List.of(schema.attributes().typeName())));
              }
            });
    ((ObjectNode) tree.path("metadata")).put("name", name);
    // Another way to say what data says.
    tree.remove("stringData");
    alternatives(tree, type.kind());
    return new FullExample(type, tree);
  }

  /** One that was published, with nothing taken away. */
  static FullExample published(ResourceType type, Manifest object) {
    return new FullExample(type, (ObjectNode) JsonMapper.shared().readTree(object.toJson()));
  }

  /** Where two fields exclude each other, and the server complains of the object around them. */
  private static void alternatives(ObjectNode tree, String kind) {
    switch (kind) {
      case "PodDisruptionBudget" -> ((ObjectNode) tree.path("spec")).remove("maxUnavailable");
      case "Job" -> restart(tree.path("spec").path("template").path("spec"));
      case "CronJob" ->
          restart(tree.path("spec").path("jobTemplate").path("spec").path("template").path("spec"));
      case "Service" ->
          // Taken from a range that only the server knows.
          ((ObjectNode) tree.path("spec")).remove(List.of("clusterIP", "clusterIPs"));
      case "Event" -> tree.put("type", "Normal");
      case "Role", "ClusterRole" ->
          ((ObjectNode) tree.path("rules").path(0)).remove("nonResourceURLs");
      case "StatefulSet" ->
          // The server names them itself.
          ((ObjectNode) tree.path("spec").path("volumeClaimTemplates").path(0))
              .remove(List.of("apiVersion", "kind"));
      case "ClusterRoleBinding", "RoleBinding" -> {
        ((ObjectNode) tree.path("roleRef")).put("kind", "ClusterRole");
        ((ObjectNode) tree.path("subjects").path(0)).remove("apiGroup");
      }
      case "CertificateSigningRequest" -> {
        ObjectNode spec = (ObjectNode) tree.path("spec");
        spec.put("request", CERTIFICATE_REQUEST).put("signerName", "example.com/a");
        spec.put("expirationSeconds", 600);
        spec.putArray("usages").add("client auth");
      }
      case "IPAddress" -> ((ObjectNode) tree.path("metadata")).put("name", "10.0.0.9");
      case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration" -> {
        ObjectNode hook = (ObjectNode) tree.path("webhooks").path(0);
        ((ObjectNode) hook.path("clientConfig")).remove("url");
        hook.put("sideEffects", "None").put("timeoutSeconds", 5);
      }
      default -> {
        // All can be set together, or the server says which field it does not want.
      }
    }
  }

  private static void restart(JsonNode podSpec) {
    ((ObjectNode) podSpec).put("restartPolicy", "Never");
  }

  String json() {
    return tree.toString();
  }

  Manifest manifest() {
    return ApiFixture.parse(json());
  }

  /** What was taken away, in its order. */
  List<String> taken() {
    return taken;
  }

  int leaves() {
    return leaves(tree);
  }

  private static int leaves(JsonNode node) {
    if (!node.isContainer()) {
      return 1;
    }
    int count = 0;
    for (JsonNode child : node) {
      count += leaves(child);
    }
    return count;
  }

  private static JsonNode value(StructuralSchema schema, String name, List<String> around) {
    List<JsonNode> values = schema.attributes().enumeration();
    if (!values.isEmpty()) {
      return values.getFirst();
    }
    return switch (schema.type()) {
      case ANY -> NODES.objectNode().put("any", "thing");
      case BOOLEAN -> NODES.booleanNode(true);
      case INTEGER -> NODES.numberNode(1L);
      case NUMBER -> NODES.numberNode(1.5);
      case INT_OR_STRING ->
          name.toLowerCase(Locale.ROOT).endsWith("port")
              ? NODES.numberNode(80L)
              : NODES.stringNode("50%");
      case STRING -> text(schema, name);
      case ARRAY -> list(schema, name, around);
      case OBJECT -> object(schema, name, around);
    };
  }

  private static JsonNode list(StructuralSchema schema, String name, List<String> around) {
    ArrayNode list = NODES.arrayNode();
    StructuralSchema items = schema.items();
    if (items != null && !isInside(items, around)) {
      list.add(value(items, name, inside(items, around)));
    }
    return list;
  }

  private static JsonNode object(StructuralSchema schema, String name, List<String> around) {
    ObjectNode object = NODES.objectNode();
    StructuralSchema values = schema.additionalProperties();
    if (values != null) {
      String key = values.format().equals("quantity") ? "storage" : "key";
      return object.set(key, value(values, name, inside(values, around)));
    }
    if (around.size() > DEPTH_MAX) {
      return object;
    }
    schema
        .properties()
        .forEach(
            (field, each) -> {
              boolean ofServer = name.equals("metadata") && NOT_SET.contains(field);
              if (!ofServer && !isInside(each, around)) {
                boolean common = field.equals("name") || field.equals("type");
                String hint = common ? field + " of " + name : field;
                object.set(field, value(each, hint, inside(each, around)));
              }
            });
    return object;
  }

  private static boolean isInside(StructuralSchema schema, List<String> around) {
    String typeName = schema.attributes().typeName();
    return !typeName.isEmpty() && around.contains(typeName);
  }

  private static List<String> inside(StructuralSchema schema, List<String> around) {
    List<String> longer = new ArrayList<>(around);
    longer.add(schema.attributes().typeName());
    return longer;
  }

  private static JsonNode text(StructuralSchema schema, String name) {
    String text =
        switch (schema.format()) {
          case "byte" -> "AP8=";
          case "date-time" -> "2026-11-24T14:05:00Z";
          case "micro-time" -> "2026-11-24T14:05:00.000001Z";
          case "quantity" -> "1";
          default -> ofName(name);
        };
    return NODES.stringNode(text);
  }

  /** Some names say what the text has to look like. */
  private static String ofName(String name) {
    return switch (name) {
      case "ip", "podIP", "hostIP", "clusterIP", "hostIPs", "addresses", "nameservers" ->
          "10.0.0.7";
      case "cidr", "podCIDR" -> "10.0.0.0/24";
      case "path", "mountPath", "devicePath" -> "/p";
      case "schedule" -> "*/5 * * * *";
      case "apiVersion" -> "v1";
      case "operator" -> "In";
      case "key" -> "key";
      case "cidrs" -> "10.0.0.0/24";
      case "accessModes" -> "ReadWriteOnce";
      case "admissionReviewVersions" -> "v1";
      case "name of webhooks" -> "hook.example.com";
      case "name of initContainers" -> "first";
      case "name of ephemeralContainers" -> "debug";
      case "type of limits" -> "Container";
      default -> "a";
    };
  }

  /**
   * Takes away what is complained of, until the request is accepted.
   *
   * @param dryRun sends what there is, changing nothing
   * @return the last answer, which is an error where no way was found
   */
  Answer reduced(Function<FullExample, Answer> dryRun) {
    Answer answer = dryRun.apply(this);
    for (int i = 0; i < ROUNDS_MAX && answer.code() >= 400; i++) {
      List<Manifest> causes = answer.json().items("details", "causes");
      // What stands around a field goes only where nothing smaller helps.
      if (!takeAway(causes, false) && !takeAway(causes, true)) {
        return answer;
      }
      answer = dryRun.apply(this);
    }
    return answer;
  }

  private boolean takeAway(List<Manifest> causes, boolean around) {
    boolean changed = false;
    for (Manifest cause : causes) {
      boolean missing = cause.textOrEmpty("reason").equals("FieldValueRequired");
      changed |= (around || !missing) && removed(cause.textOrEmpty("field"), missing, around);
    }
    return changed;
  }

  /** Whether there was something to take away: the field itself, or what it misses in. */
  private boolean removed(String field, boolean missing, boolean around) {
    List<String> path = new ArrayList<>();
    for (String part : field.split("[.\\[\\]]+")) {
      if (!part.isEmpty()) {
        path.add(part);
      }
    }
    if (!missing && path.size() == 1 && !path.getFirst().equals("metadata")) {
      return removedAt(path);
    }
    int longest = missing ? path.size() - 1 : path.size();
    for (int length = longest; length > (around ? 1 : longest - 1); length--) {
      if (removedAt(path.subList(0, length))) {
        taken.add(String.join(".", path.subList(0, length)));
        return true;
      }
    }
    return false;
  }

  private boolean removedAt(List<String> path) {
    JsonNode parent = tree;
    for (String part : path.subList(0, path.size() - 1)) {
      parent = parent instanceof ArrayNode list ? list.path(indexOf(part)) : parent.path(part);
    }
    String last = path.getLast();
    if (parent instanceof ArrayNode list && indexOf(last) < list.size()) {
      list.remove(indexOf(last));
      return true;
    }
    return parent instanceof ObjectNode object && object.remove(last) != null;
  }

  private static int indexOf(String part) {
    return part.chars().allMatch(Character::isDigit) ? Integer.parseInt(part) : Integer.MAX_VALUE;
  }

  ResourceType type() {
    return type;
  }

  /** The fields of this that the other does not have, or has otherwise. */
  List<String> lostIn(Manifest other) {
    List<String> lost = new ArrayList<>();
    JsonNode read = JsonMapper.shared().readTree(other.toJson());
    collectLost(tree, read, "", lost);
    return lost;
  }

  private static boolean same(JsonNode sent, JsonNode read) {
    boolean scalars = !sent.isContainer() && !read.isContainer() && !read.isMissingNode();
    return scalars ? sent.asString().equals(read.asString()) : sent.equals(read);
  }

  private static void collectLost(JsonNode sent, JsonNode read, String path, List<String> lost) {
    if (sent instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              entry ->
                  collectLost(
                      entry.getValue(),
                      read.path(entry.getKey()),
                      path + "." + entry.getKey(),
                      lost));
    } else if (sent instanceof ArrayNode list && list.size() <= read.size()) {
      for (int i = 0; i < list.size(); i++) {
        collectLost(list.get(i), read.path(i), path + "[" + i + "]", lost);
      }
    } else if (!same(sent, read)) {
      lost.add(path + ": sent " + sent + ", read " + read);
    }
  }
}
