package io.binnacle.manifests.convert.wire.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The messages of gnostic's OpenAPIv3.proto that our documents need, as protobuf's own library
 * reads them: names, numbers and types of fields are facts of that file.
 */
final class GnosticMessages {
  /** A message on each line: its name, then number, name and type of each field; a star repeats. */
  private static final String MESSAGES =
      """
      Document 1 openapi string, 2 info Info, 4 paths Paths, 5 components Components
      Info 1 title string, 2 description string, 6 version string
      Paths 1 path *NamedPathItem
      NamedPathItem 1 name string, 2 value PathItem
      PathItem 2 summary string, 3 description string, 4 get Operation, 5 put Operation, 6 post Operation, 7 delete Operation, 8 options Operation, 9 head Operation, 10 patch Operation, 11 trace Operation, 13 parameters *ParameterOrReference, 14 specification_extension *NamedAny
      Operation 1 tags *string, 2 summary string, 3 description string, 5 operation_id string, 6 parameters *ParameterOrReference, 7 request_body RequestBodyOrReference, 8 responses Responses, 10 deprecated bool, 13 specification_extension *NamedAny
      ParameterOrReference 1 parameter Parameter, 2 reference Reference
      Parameter 1 name string, 2 in string, 3 description string, 4 required bool, 5 deprecated bool, 6 allow_empty_value bool, 7 style string, 8 explode bool, 10 schema SchemaOrReference, 14 specification_extension *NamedAny
      Reference 1 _ref string, 2 summary string, 3 description string
      RequestBodyOrReference 1 request_body RequestBody, 2 reference Reference
      RequestBody 1 description string, 2 content MediaTypes, 3 required bool
      MediaTypes 1 additional_properties *NamedMediaType
      NamedMediaType 1 name string, 2 value MediaType
      MediaType 1 schema SchemaOrReference
      Responses 1 default ResponseOrReference, 2 response_or_reference *NamedResponseOrReference
      NamedResponseOrReference 1 name string, 2 value ResponseOrReference
      ResponseOrReference 1 response Response, 2 reference Reference
      Response 1 description string, 3 content MediaTypes
      Components 1 schemas SchemasOrReferences
      SchemasOrReferences 1 additional_properties *NamedSchemaOrReference
      NamedSchemaOrReference 1 name string, 2 value SchemaOrReference
      SchemaOrReference 1 schema Schema, 2 reference Reference
      Schema 1 nullable bool, 3 read_only bool, 4 write_only bool, 8 deprecated bool, 9 title string, 10 multiple_of double, 11 maximum double, 12 exclusive_maximum bool, 13 minimum double, 14 exclusive_minimum bool, 15 max_length int64, 16 min_length int64, 17 pattern string, 18 max_items int64, 19 min_items int64, 20 unique_items bool, 21 max_properties int64, 22 min_properties int64, 23 required *string, 24 enum *Any, 25 type string, 26 all_of *SchemaOrReference, 27 one_of *SchemaOrReference, 28 any_of *SchemaOrReference, 29 not Schema, 30 items ItemsItem, 31 properties Properties, 32 additional_properties AdditionalPropertiesItem, 33 default DefaultType, 34 description string, 35 format string, 36 specification_extension *NamedAny
      ItemsItem 1 schema_or_reference *SchemaOrReference
      Properties 1 additional_properties *NamedSchemaOrReference
      AdditionalPropertiesItem 1 schema_or_reference SchemaOrReference, 2 boolean bool
      DefaultType 1 number double, 2 boolean bool, 3 string string
      NamedAny 1 name string, 2 value Any
      Any 2 yaml string
      """;

  private static final Map<String, FieldDescriptorProto.Type> SCALARS =
      Map.of(
          "string", FieldDescriptorProto.Type.TYPE_STRING,
          "bool", FieldDescriptorProto.Type.TYPE_BOOL,
          "double", FieldDescriptorProto.Type.TYPE_DOUBLE,
          "int64", FieldDescriptorProto.Type.TYPE_INT64);

  private static final Descriptors.FileDescriptor FILE = file();

  private GnosticMessages() {}

  static DynamicMessage document(byte[] bytes) throws Exception {
    return DynamicMessage.parseFrom(FILE.findMessageTypeByName("Document"), bytes);
  }

  private static Descriptors.FileDescriptor file() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName("openapi.proto").setSyntax("proto2");
    MESSAGES.lines().forEach(line -> file.addMessageType(message(line.strip())));
    try {
      return Descriptors.FileDescriptor.buildFrom(file.build(), new Descriptors.FileDescriptor[0]);
    } catch (Descriptors.DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static DescriptorProto message(String line) {
    int space = line.indexOf(' ');
    DescriptorProto.Builder message =
        DescriptorProto.newBuilder().setName(line.substring(0, space));
    for (String field : line.substring(space + 1).split(", ", -1)) {
      List<String> words = List.of(field.split(" ", -1));
      boolean repeated = words.get(2).startsWith("*");
      String type = repeated ? words.get(2).substring(1) : words.get(2);
      FieldDescriptorProto.Builder made =
          message
              .addFieldBuilder()
              .setNumber(Integer.parseInt(words.get(0)))
              .setName(words.get(1))
              .setLabel(
                  repeated
                      ? FieldDescriptorProto.Label.LABEL_REPEATED
                      : FieldDescriptorProto.Label.LABEL_OPTIONAL);
      if (SCALARS.containsKey(type)) {
        made.setType(SCALARS.get(type));
      } else {
        made.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + type);
      }
    }
    return message.build();
  }

  /** {@code operation_id} is {@code operationId} in a document. */
  static String nameInDocument(FieldDescriptor field) {
    StringBuilder name = new StringBuilder();
    for (String word : field.getName().split("_", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}
