package io.binnacle.manifests;

import io.binnacle.manifests.tree.TreeEdit;
import io.binnacle.manifests.tree.TreePaths;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Carries the changes of one {@link Manifest#edit} out; useless afterwards. */
final class ManifestEditor implements Manifest.Editor {
  private final TreeEdit edit;
  private boolean finished;

  ManifestEditor(ObjectNode tree) {
    this.edit = new TreeEdit(tree);
  }

  /** Ends the edit: an editor that was kept must not reach into the new manifest. */
  ObjectNode finish() {
    finished = true;
    return edit.root();
  }

  @Override
  public Manifest.Editor setText(String value, String... path) {
    return set(StringNode.valueOf(value), path);
  }

  @Override
  public Manifest.Editor setInteger(long value, String... path) {
    return set(LongNode.valueOf(value), path);
  }

  @Override
  public Manifest.Editor setBoolean(boolean value, String... path) {
    return set(BooleanNode.valueOf(value), path);
  }

  @Override
  public Manifest.Editor setTexts(List<String> values, String... path) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(list::add);
    return set(list, path);
  }

  @Override
  public Manifest.Editor setTextMap(Map<String, String> values, String... path) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    values.forEach(object::put);
    return set(object, path);
  }

  @Override
  public Manifest.Editor setObject(Manifest value, String... path) {
    return set(value.tree(), path);
  }

  @Override
  public Manifest.Editor setItems(List<Manifest> values, String... path) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(value -> list.add(value.tree()));
    return set(list, path);
  }

  @Override
  public Manifest.Editor addText(String value, String... path) {
    checkOpen();
    edit.list(path).add(value);
    return this;
  }

  @Override
  public Manifest.Editor addItem(Manifest value, String... path) {
    checkOpen();
    edit.list(path).add(value.tree());
    return this;
  }

  @Override
  public Manifest.Editor remove(String... path) {
    checkOpen();
    edit.remove(path);
    return this;
  }

  @Override
  public Manifest.Editor copyFrom(Manifest other, String... path) {
    JsonNode value = TreePaths.find(other.tree(), path);
    return value == null ? remove(path) : set(value, path);
  }

  private Manifest.Editor set(JsonNode value, String... path) {
    checkOpen();
    edit.set(value, path);
    return this;
  }

  private void checkOpen() {
    if (finished) {
      throw new IllegalStateException("the edit has ended");
    }
  }
}
