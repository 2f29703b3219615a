package io.binnacle.manifests.printing;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.ManifestTree;
import io.binnacle.manifests.printing.cell.Cell;
import io.binnacle.manifests.printing.cell.CellLanguage;
import io.binnacle.manifests.tree.JsonTreeWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes Tables. A list is {@link #head}, then the rows with a comma between them, then {@link
 * #tail}; so it can be streamed. An event of a watch is one {@link #table} of one row, which names
 * the columns only the first time.
 */
public final class TablePrinter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<TableColumn> GENERIC_COLUMNS =
      List.of(
          new TableColumn("Name", "string", "name", "Name of the object.", 0, ".metadata.name"),
          new TableColumn(
              "Created At",
              "date",
              "",
              "When the server made the object.",
              0,
              ".metadata.creationTimestamp"));

  private final List<TableColumn> columns;
  private final List<Cell> cells;
  private final String apiVersion;
  private final IncludeObject includeObject;
  private final UnaryOperator<Manifest> looksAt;

  private TablePrinter(
      List<TableColumn> columns,
      String apiVersion,
      IncludeObject includeObject,
      UnaryOperator<Manifest> looksAt) {
    this.looksAt = looksAt;
    this.columns = columns;
    this.cells =
        columns.stream().map(column -> CellLanguage.parse(column.cell(), column.type())).toList();
    this.apiVersion = apiVersion;
    this.includeObject = includeObject;
  }

  /**
   * @param columns those of the type; Name and Created At where there are none
   * @param apiVersion {@code meta.k8s.io/v1}, or {@code meta.k8s.io/v1beta1} for old clients
   */
  public static TablePrinter of(
      List<TableColumn> columns, String apiVersion, IncludeObject includeObject) {
    return new TablePrinter(
        columns.isEmpty() ? GENERIC_COLUMNS : List.copyOf(columns),
        apiVersion,
        includeObject,
        UnaryOperator.identity());
  }

  /** The same for objects that are printed in the words of another version. */
  public TablePrinter lookingAt(UnaryOperator<Manifest> otherVersion) {
    return new TablePrinter(columns, apiVersion, includeObject, otherVersion);
  }

  public List<TableColumn> columns() {
    return columns;
  }

  /** From the opening brace to the opening bracket of the rows. */
  public byte[] head(ListMetadata metadata, boolean withColumns) {
    ObjectNode head = NODES.objectNode().put("kind", "Table").put("apiVersion", apiVersion);
    ObjectNode listMetadata = head.putObject("metadata");
    listMetadata.put("resourceVersion", metadata.resourceVersion());
    if (!metadata.continueToken().isEmpty()) {
      listMetadata.put("continue", metadata.continueToken());
    }
    if (metadata.remainingItemCount() != null) {
      listMetadata.put("remainingItemCount", metadata.remainingItemCount());
    }
    ArrayNode definitions = head.putArray("columnDefinitions");
    if (withColumns) {
      columns.forEach(column -> definitions.add(definition(column)));
    }
    String text = JsonTreeWriter.toText(head);
    return (text.substring(0, text.length() - 1) + ",\"rows\":[").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * One row; the object must carry apiVersion, kind and resourceVersion as clients are to see them.
   */
  public byte[] row(Manifest object, long nowEpochSeconds) {
    ObjectNode row = NODES.objectNode();
    ArrayNode values = row.putArray("cells");
    Manifest printed = looksAt.apply(object);
    for (Cell cell : cells) {
      values.add(cell.value(printed, nowEpochSeconds));
    }
    ArrayNode conditions = RowConditions.of(object);
    if (!conditions.isEmpty()) {
      row.set("conditions", conditions);
    }
    switch (includeObject) {
      case METADATA -> row.set("object", partialObject(object));
      case OBJECT -> row.set("object", ManifestTree.of(object));
      case NONE -> row.putNull("object");
    }
    return JsonTreeWriter.toBytes(row);
  }

  /** What closes a Table. */
  public byte[] tail() {
    return "]}".getBytes(StandardCharsets.US_ASCII);
  }

  /** A whole Table. */
  public byte[] table(
      List<Manifest> rows, ListMetadata metadata, boolean withColumns, long nowEpochSeconds) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(head(metadata, withColumns));
    for (int position = 0; position < rows.size(); position++) {
      if (position > 0) {
        parts.add(new byte[] {','});
      }
      parts.add(row(rows.get(position), nowEpochSeconds));
    }
    parts.add(tail());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.forEach(part -> whole.write(part, 0, part.length));
    return whole.toByteArray();
  }

  private ObjectNode partialObject(Manifest object) {
    ObjectNode partial =
        NODES.objectNode().put("kind", "PartialObjectMetadata").put("apiVersion", apiVersion);
    Manifest metadata = object.object("metadata");
    partial.set("metadata", metadata == null ? NODES.objectNode() : ManifestTree.of(metadata));
    return partial;
  }

  private static ObjectNode definition(TableColumn column) {
    return NODES
        .objectNode()
        .put("name", column.name())
        .put("type", column.type())
        .put("format", column.format())
        .put("description", column.description())
        .put("priority", column.priority());
  }
}
