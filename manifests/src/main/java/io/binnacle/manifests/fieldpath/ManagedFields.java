package io.binnacle.manifests.fieldpath;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.tree.TreeEdit;
import io.binnacle.manifests.tree.TreePaths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The owners of the fields of one object, in the order in which they are stored (SSA-12). */
public record ManagedFields(List<ManagedFieldsEntry> entries) {
  private static final String[] PATH = {"metadata", "managedFields"};

  /** Nobody owns an object in more ways than this. */
  private static final int ENTRIES_MAX = 10_000;

  // Times have one form, in which their texts are in the order of the times.
  private static final Comparator<ManagedFieldsEntry> ORDER =
      Comparator.comparing((ManagedFieldsEntry entry) -> entry.manager().operation())
          .thenComparing(ManagedFieldsEntry::time)
          .thenComparing(entry -> entry.manager().name())
          .thenComparing(ManagedFieldsEntry::apiVersion)
          .thenComparing(entry -> entry.manager().subresource());

  // Behind the order, which its own construction needs.
  public static final ManagedFields NONE = new ManagedFields(List.of());

  public ManagedFields {
    entries = entries.stream().sorted(ORDER).toList();
  }

  /** The owners that the object names; what is below an entry is looked at later. */
  public static ManagedFields of(Manifest object) throws MalformedFieldsException {
    JsonNode list = TreePaths.find(ManifestTree.of(object), PATH);
    if (list == null || list.isNull()) {
      return NONE;
    }
    if (!list.isArray() || list.size() > ENTRIES_MAX) {
      throw new MalformedFieldsException("managedFields is no list of owners");
    }
    List<ManagedFieldsEntry> entries = new ArrayList<>(list.size());
    for (JsonNode entry : list.values()) {
      entries.add(ManagedFieldsEntry.read(entry));
    }
    return new ManagedFields(entries);
  }

  /** Whether the object says that nobody is to be tracked: no owner, or one without a word. */
  public static boolean isReset(Manifest object) {
    JsonNode list = TreePaths.find(ManifestTree.of(object), PATH);
    return list instanceof ArrayNode array
        && (array.isEmpty()
            || (array.size() == 1 && array.get(0).isObject() && array.get(0).isEmpty()));
  }

  /** The object with these owners. */
  public Manifest putInto(Manifest object) {
    ObjectNode tree = ManifestTree.of(object);
    if (entries.isEmpty() && TreePaths.find(tree, PATH) == null) {
      return object;
    }
    TreeEdit edit = new TreeEdit(tree);
    if (entries.isEmpty()) {
      edit.remove(PATH);
    } else {
      ArrayNode list = JsonNodeFactory.instance.arrayNode(entries.size());
      entries.forEach(entry -> list.add(entry.toTree()));
      edit.set(list, PATH);
    }
    return ManifestTree.toManifest(edit.root());
  }

  /** Whether both say the same but for the times (CRUD-45). */
  public boolean sameButForTimes(ManagedFields other) {
    if (entries.size() != other.entries.size()) {
      return false;
    }
    for (ManagedFieldsEntry entry : entries) {
      ManagedFieldsEntry twin = other.find(entry.manager(), entry.apiVersion());
      if (twin == null || !entry.sameButForTime(twin)) {
        return false;
      }
    }
    return true;
  }

  /** The entry of a manager (SSA-12): who applies has one, who updates one a version. */
  @Nullable ManagedFieldsEntry find(FieldManager manager, String apiVersion) {
    for (ManagedFieldsEntry entry : entries) {
      if (entry.manager().equals(manager)
          && (manager.applies() || entry.apiVersion().equals(apiVersion))) {
        return entry;
      }
    }
    return null;
  }
}
