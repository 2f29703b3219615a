package io.binnacle.manifests.fieldpath;

import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeEquality;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code metadata.managedFields} (SSA-10). An entry that was read keeps its JSON: the
 * set is decoded when somebody asks for it, and an entry that nobody changes is written as it was.
 */
public final class ManagedFieldsEntry {
  private final FieldManager manager;
  private final String apiVersion;
  private final String time;
  private final @Nullable FieldSet fields;
  private final @Nullable ObjectNode read;

  private ManagedFieldsEntry(
      FieldManager manager,
      String apiVersion,
      String time,
      @Nullable FieldSet fields,
      @Nullable ObjectNode read) {
    this.manager = manager;
    this.apiVersion = apiVersion;
    this.time = time;
    this.fields = fields;
    this.read = read;
  }

  /**
   * @param apiVersion in which the fields are named
   * @param time RFC 3339 with seconds, in UTC; empty where it is not known
   */
  public static ManagedFieldsEntry of(
      FieldManager manager, String apiVersion, String time, FieldSet fields) {
    return new ManagedFieldsEntry(manager, apiVersion, time, fields, null);
  }

  static ManagedFieldsEntry read(JsonNode entry) throws MalformedFieldsException {
    if (!(entry instanceof ObjectNode object)) {
      throw new MalformedFieldsException("an entry of managedFields is no object");
    }
    FieldManager.Operation operation =
        switch (text(object, "operation")) {
          case "Apply" -> FieldManager.Operation.APPLY;
          case "Update" -> FieldManager.Operation.UPDATE;
          default -> throw new MalformedFieldsException("the operation is not known");
        };
    String fieldsType = text(object, "fieldsType");
    if (!fieldsType.isEmpty() && !fieldsType.equals("FieldsV1")) {
      throw new MalformedFieldsException("fieldsType must be FieldsV1");
    }
    FieldManager manager =
        new FieldManager(text(object, "manager"), operation, text(object, "subresource"));
    return new ManagedFieldsEntry(
        manager, text(object, "apiVersion"), text(object, "time"), null, object);
  }

  private static String text(ObjectNode object, String name) throws MalformedFieldsException {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw new MalformedFieldsException(name + " of an entry of managedFields is no text");
    }
    return value.stringValue();
  }

  public FieldManager manager() {
    return manager;
  }

  public String apiVersion() {
    return apiVersion;
  }

  public String time() {
    return time;
  }

  /** Decoded each time for an entry that was read. */
  public FieldSet fields() throws MalformedFieldsException {
    if (fields != null) {
      return fields;
    }
    JsonNode encoded = read == null ? null : read.get("fieldsV1");
    return encoded == null || encoded.isNull() ? FieldSet.EMPTY : FieldsV1.read(encoded);
  }

  /** The same owner of other fields, since the same time. */
  public ManagedFieldsEntry withFields(FieldSet others) {
    return of(manager, apiVersion, time, others);
  }

  /** Whether both own the same in the same words, since whenever. */
  boolean sameButForTime(ManagedFieldsEntry other) {
    return manager.equals(other.manager)
        && apiVersion.equals(other.apiVersion)
        && TreeEquality.same(fieldsTree(), other.fieldsTree());
  }

  private JsonNode fieldsTree() {
    JsonNode encoded = read == null ? null : read.get("fieldsV1");
    if (encoded != null) {
      return encoded;
    }
    return FieldsV1.write(fields == null ? FieldSet.EMPTY : fields);
  }

  ObjectNode toTree() {
    if (read != null) {
      return read;
    }
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("manager", manager.name());
    entry.put("operation", manager.operation().text());
    entry.put("apiVersion", apiVersion);
    if (!time.isEmpty()) {
      entry.put("time", time);
    }
    entry.put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", fieldsTree());
    if (!manager.subresource().isEmpty()) {
      entry.put("subresource", manager.subresource());
    }
    return entry;
  }

  @Override
  public String toString() {
    return JsonTreeWriter.toText(toTree());
  }
}
