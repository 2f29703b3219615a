package io.binnacle.manifests;

import io.binnacle.manifests.convert.wire.WireReader;
import io.binnacle.manifests.convert.wire.WireWriter;
import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.decode.ReadTree;
import io.binnacle.manifests.meta.ObjectMeta;
import io.binnacle.manifests.meta.OwnerReference;
import io.binnacle.manifests.tree.JsonTreeWriter;
import io.binnacle.manifests.tree.TreeEquality;
import io.binnacle.manifests.tree.TreePaths;
import io.binnacle.manifests.yaml.YamlReader;
import io.binnacle.manifests.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A Kubernetes object, or a part of one, as an immutable value. No accessor hands out the tree, so
 * a manifest is shared freely and never copied to be safe; a change makes a new one that shares
 * what did not change.
 *
 * <p>Paths are the names of fields from the root: {@code text("spec", "nodeName")}. An accessor for
 * one kind of value answers null, or an empty text or list, where there is none or another kind.
 */
public final class Manifest {
  private final ObjectNode tree;
  private final List<String> duplicateFields;

  private Manifest(ObjectNode tree, List<String> duplicateFields) {
    this.tree = tree;
    this.duplicateFields = duplicateFields;
  }

  Manifest(ObjectNode tree) {
    this(tree, List.of());
  }

  /** An object without fields. */
  public static Manifest empty() {
    return new Manifest(JsonNodeFactory.instance.objectNode());
  }

  /** Reads one JSON object (CRUD-05): UTF-8, nothing behind it, within the limits. */
  public static Manifest parseJson(byte[] json, DecodeLimits limits)
      throws MalformedManifestException {
    try {
      return of(JsonTreeReader.read(json, readLimits(limits)));
    } catch (MalformedTreeException e) {
      throw new MalformedManifestException(e.reason());
    }
  }

  /** Reads one YAML document that holds an object (NEG-17); JSON is YAML too. */
  public static Manifest parseYaml(byte[] yaml, DecodeLimits limits)
      throws MalformedManifestException {
    try {
      return of(YamlReader.read(yaml, readLimits(limits)));
    } catch (MalformedTreeException e) {
      throw new MalformedManifestException(e.reason());
    }
  }

  /**
   * Reads one object of a built-in kind in Kubernetes' protobuf, envelope and all (NEG-04). What Go
   * writes for fields that are not set is left out.
   */
  public static Manifest parseProtobuf(byte[] envelope, DecodeLimits limits)
      throws MalformedManifestException {
    try {
      return of(WireReader.read(envelope, readLimits(limits)));
    } catch (MalformedTreeException e) {
      throw new MalformedManifestException(e.reason());
    }
  }

  /** Whether objects of the kind can be written in Kubernetes' protobuf. */
  public static boolean hasProtobuf(String apiVersion, String kind) {
    return WireWriter.knows(apiVersion, kind);
  }

  /**
   * The object in Kubernetes' protobuf, envelope and all (NEG-06).
   *
   * @throws IllegalArgumentException for a kind that has none
   */
  public byte[] toProtobuf() {
    return WireWriter.object(tree);
  }

  /** The object as a field of a list in protobuf. */
  public byte[] toProtobufItem() {
    return WireWriter.item(tree);
  }

  /**
   * What stands before the items of a list whose apiVersion, kind and metadata this has.
   *
   * @param itemBytes how many bytes the items have
   */
  public byte[] toProtobufListHead(long itemBytes) {
    return WireWriter.listHead(tree, itemBytes);
  }

  /**
   * A frame of a watch in protobuf (WATCH-03).
   *
   * @param object in its envelope
   */
  public static byte[] protobufEvent(String type, byte[] object) {
    return WireWriter.event(type, object);
  }

  private static Manifest of(ReadTree read) {
    return new Manifest(read.root(), read.duplicateFields());
  }

  private static ReadLimits readLimits(DecodeLimits limits) {
    return new ReadLimits(
        limits.bytesMax(), limits.depthMax(), limits.numberLengthMax(), limits.yamlAliasNodesMax());
  }

  ObjectNode tree() {
    return tree;
  }

  /** The paths that occurred twice while parsing, for strict field validation; the last won. */
  public List<String> duplicateFields() {
    return duplicateFields;
  }

  /** Order: apiVersion, kind, metadata, then sorted names; what is below keeps its order. */
  public byte[] toJson() {
    return JsonTreeWriter.toBytesOfObject(tree);
  }

  /** Block style with sorted names (NEG-17). */
  public byte[] toYaml() {
    return YamlWriter.toBytes(tree);
  }

  public String apiVersion() {
    return textOrEmpty("apiVersion");
  }

  public String kind() {
    return textOrEmpty("kind");
  }

  public GroupVersionKind groupVersionKind() {
    return GroupVersionKind.of(apiVersion(), kind());
  }

  public String name() {
    return textOrEmpty("metadata", "name");
  }

  public String namespace() {
    return textOrEmpty("metadata", "namespace");
  }

  public ObjectKey key() {
    return new ObjectKey(namespace(), name());
  }

  public String uid() {
    return textOrEmpty("metadata", "uid");
  }

  public String resourceVersion() {
    return textOrEmpty("metadata", "resourceVersion");
  }

  public String generateName() {
    return textOrEmpty("metadata", "generateName");
  }

  public Map<String, String> labels() {
    return textMap("metadata", "labels");
  }

  public Map<String, String> annotations() {
    return textMap("metadata", "annotations");
  }

  public List<String> finalizers() {
    return texts("metadata", "finalizers");
  }

  public List<OwnerReference> ownerReferences() {
    List<OwnerReference> owners = new ArrayList<>();
    for (Manifest owner : items("metadata", "ownerReferences")) {
      owners.add(
          new OwnerReference(
              owner.apiVersion(),
              owner.kind(),
              owner.textOrEmpty("name"),
              owner.textOrEmpty("uid"),
              Objects.requireNonNullElse(owner.bool("controller"), false),
              Objects.requireNonNullElse(owner.bool("blockOwnerDeletion"), false)));
    }
    return Collections.unmodifiableList(owners);
  }

  /** The metadata as one value, for the rules that hold of every type. */
  public ObjectMeta objectMeta() {
    return new ObjectMeta(
        name(),
        generateName(),
        namespace(),
        uid(),
        labels(),
        annotations(),
        finalizers(),
        ownerReferences(),
        textOrEmpty("metadata", "creationTimestamp"),
        textOrEmpty("metadata", "deletionTimestamp"),
        integer("metadata", "deletionGracePeriodSeconds"),
        integerOr(0, "metadata", "generation"));
  }

  public @Nullable String text(String... path) {
    JsonNode node = TreePaths.find(tree, path);
    return node instanceof StringNode string ? string.stringValue() : null;
  }

  public String textOrEmpty(String... path) {
    return Objects.requireNonNullElse(text(path), "");
  }

  /** A number without a fraction that fits into 64 bits. */
  public @Nullable Long integer(String... path) {
    JsonNode node = TreePaths.find(tree, path);
    if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
      return null;
    }
    return node.longValue();
  }

  public long integerOr(long absent, String... path) {
    Long value = integer(path);
    return value == null ? absent : value;
  }

  public @Nullable Boolean bool(String... path) {
    JsonNode node = TreePaths.find(tree, path);
    return node instanceof BooleanNode flag ? flag.booleanValue() : null;
  }

  /** A text, number or boolean as text: how field selectors and columns see a value. */
  public @Nullable String scalarText(String... path) {
    JsonNode node = TreePaths.find(tree, path);
    if (node == null || node.isContainer() || node.isNull()) {
      return null;
    }
    return node.isString() ? node.stringValue() : JsonTreeWriter.toText(node);
  }

  /** Whether the field is there, be it an explicit null. */
  public boolean has(String... path) {
    return TreePaths.find(tree, path) != null;
  }

  /** The objects in the list at the path; what is no object in it is left out. */
  public List<Manifest> items(String... path) {
    JsonNode list = TreePaths.find(tree, path);
    if (list == null || !list.isArray()) {
      return List.of();
    }
    List<Manifest> items = new ArrayList<>(list.size());
    for (JsonNode item : list.values()) {
      if (item instanceof ObjectNode object) {
        items.add(new Manifest(object));
      }
    }
    return Collections.unmodifiableList(items);
  }

  /** The texts in the list at the path; what is no text in it is left out. */
  public List<String> texts(String... path) {
    JsonNode list = TreePaths.find(tree, path);
    if (list == null || !list.isArray()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(list.size());
    for (JsonNode item : list.values()) {
      if (item.isString()) {
        texts.add(item.stringValue());
      }
    }
    return Collections.unmodifiableList(texts);
  }

  /** The texts by name in the object at the path, in their order; the rest is left out. */
  public Map<String, String> textMap(String... path) {
    JsonNode object = TreePaths.find(tree, path);
    Map<String, String> texts = new LinkedHashMap<>();
    if (object != null && object.isObject()) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        if (property.getValue().isString()) {
          texts.put(property.getKey(), property.getValue().stringValue());
        }
      }
    }
    return Collections.unmodifiableMap(texts);
  }

  /** The names of the fields of the object at the path, in their order. */
  public List<String> fieldNames(String... path) {
    JsonNode object = TreePaths.find(tree, path);
    return object instanceof ObjectNode node ? List.copyOf(node.propertyNames()) : List.of();
  }

  public @Nullable Manifest object(String... path) {
    return TreePaths.find(tree, path) instanceof ObjectNode object ? new Manifest(object) : null;
  }

  /** Makes a new manifest with all changes; this one stays as it is. */
  public Manifest edit(Consumer<Editor> changes) {
    ManifestEditor editor = new ManifestEditor(tree);
    changes.accept(editor);
    return new Manifest(editor.finish(), duplicateFields);
  }

  /** Whether both have the same value, or none, at the path. */
  public boolean sameAt(Manifest other, String... path) {
    return TreeEquality.sameOrNone(TreePaths.find(tree, path), TreePaths.find(other.tree, path));
  }

  /** The same, but a field that holds zero is as one that is not there ({@code omitempty}). */
  public boolean unchangedAt(Manifest other, String... path) {
    return TreeEquality.unchanged(
        path[path.length - 1], TreePaths.find(tree, path), TreePaths.find(other.tree, path));
  }

  /** Equal when they say the same: fields in any order, numbers by value. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Manifest that && TreeEquality.same(tree, that.tree);
  }

  @Override
  public int hashCode() {
    // Parts of objects have no name; their own texts tell them apart, in whatever order.
    int texts = 0;
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      texts += field.getValue().isString() ? field.hashCode() : 0;
    }
    return Objects.hash(namespace(), name(), tree.size(), texts);
  }

  /** Names it and shows nothing of its content, which may be a secret. */
  @Override
  public String toString() {
    return apiVersion() + " " + kind() + " " + key();
  }

  /**
   * Changes to a manifest on its way to a new one, valid only inside {@link Manifest#edit}. Objects
   * on the way to a path are made where they are missing.
   */
  public interface Editor {
    Editor setText(String value, String... path);

    Editor setInteger(long value, String... path);

    Editor setBoolean(boolean value, String... path);

    Editor setTexts(List<String> values, String... path);

    Editor setTextMap(Map<String, String> values, String... path);

    Editor setObject(Manifest value, String... path);

    Editor setItems(List<Manifest> values, String... path);

    Editor addText(String value, String... path);

    Editor addItem(Manifest value, String... path);

    /** Removes the field; nothing happens where there is none. */
    Editor remove(String... path);

    /** Takes over the value that the other has at the path; removes ours where it has none. */
    Editor copyFrom(Manifest other, String... path);
  }
}
