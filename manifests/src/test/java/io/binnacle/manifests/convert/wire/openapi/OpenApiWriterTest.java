package io.binnacle.manifests.convert.wire.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.binnacle.manifests.type.OpenApiDocuments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** OAPI-05: what clients in Go read of a document in protobuf is the document. */
class OpenApiWriterTest {
  static List<String> paths() {
    return OpenApiDocuments.index().stream().map(OpenApiDocuments.Entry::path).toList();
  }

  /** Read by the messages of gnostic's file, and put together again. */
  @ParameterizedTest
  @MethodSource("paths")
  void aDocumentSaysTheSameInProtobuf(String path) throws Exception {
    byte[] json = OpenApiDocuments.document(path);
    JsonNode expected = sayable(JsonMapper.shared().readTree(json), false);
    JsonNode read = objectOf(GnosticMessages.document(OpenApiWriter.write(json)));
    assertThat(read.path("paths").size()).isPositive();
    assertThat(differences("", expected, read)).isEmpty();
  }

  /** Words that no document of ours has, but those of custom resources may have. */
  @Test
  void everyWordOfASchemaHasItsField() throws Exception {
    String json =
        """
        {"openapi":"3.0.0","info":{"title":"t","description":"d","version":"v"},
         "paths":{"/a":{"summary":"s","description":"d","trace":{"tags":["a","b"],"summary":"s","description":"d",
             "operationId":"o","deprecated":true,"parameters":[{"$ref":"#/p"},{"name":"n","in":"query","description":"d",
             "deprecated":true,"allowEmptyValue":true,"style":"form","x-p":[1]}],
             "requestBody":{"description":"b","content":{"a/b":{}},"required":true},
             "responses":{"default":{"description":"else"},"200":{"description":"ok"}}},"x-path":{"a":null}}},
         "components":{"schemas":{"S":{"nullable":true,"readOnly":true,"writeOnly":true,"deprecated":true,"title":"t",
             "multipleOf":0.5,"maximum":10.25,"exclusiveMaximum":true,"minimum":-1.5,"exclusiveMinimum":true,
             "maxLength":5,"minLength":1,"pattern":"^a$","maxItems":7,"minItems":2,"uniqueItems":true,
             "maxProperties":9,"minProperties":3,"required":["a"],"enum":["x",1,null,{"k":[true]}],"type":"object",
             "allOf":[{"$ref":"#/a"}],"oneOf":[{"type":"string"}],"anyOf":[{"format":"f"}],"not":{"type":"array",
             "items":{"$ref":"#/i"}},"properties":{"p":{"type":"boolean","default":true},"q":{"default":"text"},
             "r":{"default":1.5}},"additionalProperties":false,"description":"d","format":"f","x-s":"e"},
             "M":{"additionalProperties":{"type":"number"}}}}}""";
    DynamicMessage message =
        GnosticMessages.document(OpenApiWriter.write(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(differences("", JsonMapper.shared().readTree(json), objectOf(message))).isEmpty();
  }

  /** Where two documents say something else; a number may have another type. */
  private static List<String> differences(String path, JsonNode expected, JsonNode read) {
    List<String> all = new ArrayList<>();
    if (expected.isObject() && read.isObject()) {
      Set<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(read.propertyNames());
      names.forEach(
          name -> all.addAll(differences(path + "/" + name, expected.path(name), read.path(name))));
    } else if (expected.isArray() && read.isArray() && expected.size() == read.size()) {
      for (int i = 0; i < expected.size(); i++) {
        all.addAll(differences(path + "/" + i, expected.get(i), read.get(i)));
      }
    } else if (!sameScalar(expected, read)) {
      all.add(path + ": " + read + " instead of " + expected);
    }
    return all;
  }

  private static boolean sameScalar(JsonNode expected, JsonNode read) {
    boolean areNumbers = expected.isNumber() && read.isNumber();
    return areNumbers ? expected.doubleValue() == read.doubleValue() : expected.equals(read);
  }

  /**
   * What a message cannot say: a default that is a list or an object, and that a list is there but
   * empty.
   */
  private static JsonNode sayable(JsonNode node, boolean namesAreProperties) {
    if (node instanceof ObjectNode object) {
      if (!namesAreProperties && object.path("default").isContainer()) {
        object.remove("default");
      }
      if (object.path("parameters").isArray() && object.path("parameters").isEmpty()) {
        object.remove("parameters");
      }
      object
          .properties()
          .forEach(each -> sayable(each.getValue(), each.getKey().equals("properties")));
    } else if (node.isArray()) {
      node.forEach(each -> sayable(each, false));
    }
    return node;
  }

  private static ObjectNode objectOf(Message message) {
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      String name = GnosticMessages.nameInDocument(field.getKey());
      switch (name) {
        case "additionalProperties", "path", "responseOrReference", "specificationExtension" ->
            addAdditional(object, field.getKey(), field.getValue());
        case "ref" -> object.put("$ref", (String) field.getValue());
        default -> {
          JsonNode value = value(field.getValue());
          if (value != null) {
            object.set(name, value);
          }
        }
      }
    }
    return object;
  }

  /** What is a list of names and values in a message is an object in a document. */
  private static void addAdditional(ObjectNode object, FieldDescriptor field, Object value) {
    if (!field.isRepeated()) {
      object.set("additionalProperties", value(value));
      return;
    }
    for (Object each : (List<?>) value) {
      Message named = (Message) each;
      object.set((String) field(named, "name"), value(field(named, "value")));
    }
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static @Nullable JsonNode value(Object value) {
    return switch (value) {
      case String text -> JsonNodeFactory.instance.stringNode(text);
      case Boolean flag -> JsonNodeFactory.instance.booleanNode(flag);
      case Double number -> JsonNodeFactory.instance.numberNode(number);
      case Long number -> JsonNodeFactory.instance.numberNode(number.intValue());
      case List<?> list -> listOf(list);
      case Message message -> valueOf(message);
      default -> throw new AssertionError(value);
    };
  }

  private static ArrayNode listOf(List<?> list) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    list.forEach(each -> array.add(value(each)));
    return array;
  }

  private static @Nullable JsonNode valueOf(Message message) {
    String type = message.getDescriptorForType().getName();
    if (type.equals("Any")) {
      return JsonMapper.shared().readTree((String) field(message, "yaml"));
    }
    boolean isOneOf =
        type.endsWith("OrReference") || type.endsWith("Item") || type.equals("DefaultType");
    if (!isOneOf || type.equals("PathItem")) {
      return objectOf(message);
    }
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    if (message.getAllFields().isEmpty()) {
      return null;
    }
    assertThat(message.getAllFields()).hasSize(1);
    Object only = message.getAllFields().values().iterator().next();
    return value(only instanceof List<?> list ? list.getFirst() : only);
  }
}
