package io.binnacle.generator;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.binnacle.generator.definition.DefinitionFile;
import io.binnacle.generator.definition.Definitions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes how the kinds look in Kubernetes' protobuf: for each message its fields by JSON name, each
 * as a short text {@code NUMBER FORM [repeated|map] [inline] [drop]}. The form is a word or the
 * name of another message; {@code inline} fields have no name in JSON, their fields are those of
 * the message around them; {@code drop} says that zero stands for a field that is not there.
 */
final class WireWriter {
  private static final String CLASSES = "io.kubernetes.client.proto.";
  private static final String MACHINERY = "k8s.io.apimachinery.pkg.";

  /** Messages that are one value in JSON. */
  private static final Map<String, String> FORMS =
      Map.of(
          MACHINERY + "api.resource.Quantity", "quantity",
          MACHINERY + "apis.meta.v1.Time", "time",
          MACHINERY + "apis.meta.v1.MicroTime", "micro-time",
          MACHINERY + "apis.meta.v1.FieldsV1", "json",
          MACHINERY + "runtime.RawExtension", "json",
          MACHINERY + "util.intstr.IntOrString", "int-or-string");

  private final Definitions definitions;
  private final Model model;
  private final ObjectNode messages = JsonNodeFactory.instance.objectNode();
  private final Deque<Message> waiting = new ArrayDeque<>();

  /**
   * A message to be written.
   *
   * @param name what it is called in the table
   * @param kind the OpenAPI name of the kind whose fields these are in JSON
   */
  private record Message(String name, Descriptor descriptor, String kind) {}

  WireWriter(Definitions definitions, Model model) {
    this.definitions = definitions;
    this.model = model;
  }

  ObjectNode write() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("binnacleWire", 1);
    ObjectNode kinds = document.putObject("kinds");
    for (DefinitionFile file : definitions.files()) {
      if (file.wireClass().isEmpty()) {
        continue;
      }
      FileDescriptor descriptors = descriptorsOf(file.wireClass());
      for (String kind : ModelReader.rootKinds(file)) {
        Descriptor descriptor = descriptors.findMessageTypeByName(kind);
        if (descriptor != null && !kind.endsWith("List")) {
          // What belongs to no group is sent under each group's name.
          String groupVersion = file.library() ? "*" : file.groupVersion();
          kinds.put(groupVersion + " " + kind, enqueue(descriptor));
        }
      }
    }
    document.set("messages", messages);
    while (!waiting.isEmpty()) {
      Message message = waiting.remove();
      messages.set(message.name(), fields(message));
    }
    return document;
  }

  private static FileDescriptor descriptorsOf(String wireClass) {
    try {
      Object found = Class.forName(CLASSES + wireClass).getMethod("getDescriptor").invoke(null);
      return (FileDescriptor) found;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no protobuf descriptors in " + wireClass, e);
    }
  }

  private String enqueue(Descriptor descriptor) {
    String name = openApiName(descriptor);
    enqueue(new Message(name, descriptor, name));
    return name;
  }

  private void enqueue(Message message) {
    if (!messages.has(message.name())) {
      // Its place in the table is taken at once, so that it is written only once.
      messages.putObject(message.name());
      waiting.add(message);
    }
  }

  private static String openApiName(Descriptor descriptor) {
    String name = descriptor.getFullName();
    if (!name.startsWith("k8s.io.")) {
      throw new IllegalArgumentException("the message " + name + " is none of Kubernetes'");
    }
    return "io.k8s." + name.substring("k8s.io.".length());
  }

  private ObjectNode fields(Message message) {
    JsonNode schema = model.schema(message.kind());
    JsonNode about =
        model.owner(message.kind()).about(message.kind().substring(lastDot(message.kind()) + 1));
    checkNames(message, schema, about);
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (FieldDescriptor field : message.descriptor().getFields()) {
      String name = jsonName(field, schema);
      String text = name == null ? inlined(message, field) : named(name, field, schema, about);
      if (text != null) {
        fields.put(name == null ? field.getName() : name, field.getNumber() + " " + text);
      }
    }
    return fields;
  }

  /** Null where JSON has no such field. A few names differ in case only: uID is uid. */
  private static @Nullable String jsonName(FieldDescriptor field, JsonNode schema) {
    return schema.path("properties").propertyNames().stream()
        .filter(name -> name.equalsIgnoreCase(field.getName()))
        .findFirst()
        .orElse(null);
  }

  private static int lastDot(String name) {
    return name.lastIndexOf('.');
  }

  private static void checkNames(Message message, JsonNode schema, JsonNode about) {
    for (String word : List.of("values", "pointers")) {
      for (String name : DefinitionFile.texts(about.path(word))) {
        if (!schema.path("properties").has(name)) {
          throw new IllegalArgumentException(message.kind() + ": no field " + name);
        }
      }
    }
  }

  /** A Go struct embedded in another; null for what JSON does not have at all. */
  private @Nullable String inlined(Message message, FieldDescriptor field) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        || field.isRepeated()
        || FORMS.containsKey(field.getMessageType().getFullName())) {
      return null;
    }
    String name = message.name() + "." + field.getName();
    enqueue(new Message(name, field.getMessageType(), message.kind()));
    return name + " inline";
  }

  private String named(String name, FieldDescriptor field, JsonNode schema, JsonNode about) {
    List<String> words = new ArrayList<>();
    if (field.isMapField()) {
      words.add(form(field.getMessageType().findFieldByNumber(2)));
      words.add("map");
    } else {
      words.add(form(field));
      if (field.isRepeated()) {
        words.add("repeated");
      } else if (zeroStandsForAbsent(name, field, schema, about)) {
        words.add("drop");
      }
    }
    return String.join(" ", words);
  }

  /**
   * Go always writes fields that it holds as plain values. Nearly all texts are such; of numbers
   * and truth values a definition file says which.
   */
  private static boolean zeroStandsForAbsent(
      String name, FieldDescriptor field, JsonNode schema, JsonNode about) {
    if (DefinitionFile.texts(schema.path("required")).contains(name)) {
      return false;
    }
    return field.getJavaType() == FieldDescriptor.JavaType.STRING
        ? !DefinitionFile.texts(about.path("pointers")).contains(name)
        : DefinitionFile.texts(about.path("values")).contains(name);
  }

  private String form(FieldDescriptor field) {
    return switch (field.getType()) {
      case STRING -> "text";
      case BYTES -> "bytes";
      case BOOL -> "bool";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case MESSAGE -> messageForm(field.getMessageType());
      case DOUBLE,
          FLOAT,
          UINT64,
          FIXED64,
          FIXED32,
          GROUP,
          UINT32,
          ENUM,
          SFIXED32,
          SFIXED64,
          SINT32,
          SINT64 ->
          throw new IllegalArgumentException("no form for " + field.getFullName());
    };
  }

  private String messageForm(Descriptor descriptor) {
    String form = FORMS.get(descriptor.getFullName());
    if (form != null) {
      return form;
    }
    FieldDescriptor items = descriptor.findFieldByName("items");
    boolean isListOfTexts =
        items != null
            && items.isRepeated()
            && items.getType() == FieldDescriptor.Type.STRING
            && descriptor.getFields().size() == 1;
    if (isListOfTexts) {
      return "texts";
    }
    return enqueue(descriptor);
  }
}
