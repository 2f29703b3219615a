package io.binnacle.manifests.yaml;

import io.binnacle.manifests.decode.JsonTreeReader;
import io.binnacle.manifests.decode.MalformedTreeException;
import io.binnacle.manifests.decode.PathTrail;
import io.binnacle.manifests.decode.ReadLimits;
import io.binnacle.manifests.decode.ReadTree;
import io.binnacle.manifests.tree.TreeNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One YAML document to a tree (NEG-17). It is built from the parser's events, because then depth,
 * anchors, duplicates and the meaning of scalars are ours to bound and to decide.
 *
 * <p>An alias shares the node of its anchor, so nothing is copied while reading; but whoever writes
 * the tree out writes the node again, so what aliases stand for is counted, and the depth below an
 * alias counts as if it had been written there.
 */
public final class YamlReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String CORE_TAG_PREFIX = "tag:yaml.org,2002:";
  private static final String MERGE_KEY = "<<";

  /** What an anchor stands for, and how large and deep that is. */
  private record Anchored(JsonNode node, long nodes, int height) {}

  private final ParserImpl parser;
  private final ReadLimits limits;
  private final PathTrail trail = new PathTrail();
  private final Map<String, Anchored> anchors = new HashMap<>();

  /** Nodes so far, with those that aliases repeat. */
  private long nodes;

  private long aliasNodes;

  /** Levels below and including the node that was read last. */
  private int height;

  private YamlReader(ParserImpl parser, ReadLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  public static ReadTree read(byte[] yaml, ReadLimits limits) throws MalformedTreeException {
    if (yaml.length > limits.bytesMax()) {
      throw new MalformedTreeException(
          "the document has " + yaml.length + " bytes, the limit is " + limits.bytesMax());
    }
    JsonTreeReader.checkUtf8(yaml);
    String text = new String(yaml, StandardCharsets.UTF_8);
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(limits.bytesMax()).setUseMarks(true).build();
    try {
      StreamReader reader = new StreamReader(settings, text);
      return new YamlReader(new ParserImpl(settings, reader), limits).readDocument();
    } catch (MarkedYamlEngineException e) {
      String problem = e.getProblem() == null ? "malformed" : e.getProblem();
      throw new MalformedTreeException("invalid YAML" + at(e.getProblemMark()) + ": " + problem);
    } catch (YamlEngineException e) {
      String message = e.getMessage() == null ? "malformed" : e.getMessage();
      throw new MalformedTreeException("invalid YAML: " + message.lines().findFirst().orElse(""));
    } catch (NumberFormatException e) {
      // The scanner reads what follows \\u without looking whether they are digits.
      throw new MalformedTreeException("invalid YAML: an escape in a text is malformed");
    }
  }

  private ReadTree readDocument() throws MalformedTreeException {
    parser.next();
    if (!parser.checkEvent(Event.ID.DocumentStart)) {
      throw new MalformedTreeException("the YAML document is empty");
    }
    parser.next();
    JsonNode value = readNode(parser.next());
    parser.next();
    checkNothingFollows();
    if (value instanceof ObjectNode root) {
      return new ReadTree(root, trail.duplicates());
    }
    throw new MalformedTreeException(
        value.isNull()
            ? "the YAML document is empty"
            : "expected a YAML mapping, found " + TreeNames.kindOf(value));
  }

  /** A separator with nothing behind it is common at the end of generated files. */
  private void checkNothingFollows() throws MalformedTreeException {
    while (parser.checkEvent(Event.ID.DocumentStart)) {
      parser.next();
      boolean empty =
          parser.next() instanceof ScalarEvent s && s.isPlain() && s.getValue().isEmpty();
      if (!empty) {
        throw new MalformedTreeException("expected one YAML document, found several");
      }
      parser.next();
    }
  }

  private JsonNode readNode(Event event) throws MalformedTreeException {
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    long nodesBefore = nodes++;
    JsonNode node =
        switch (event.getEventId()) {
          case Scalar -> readScalar((ScalarEvent) event);
          case SequenceStart -> readSequence((CollectionStartEvent) event);
          case MappingStart -> readMapping((CollectionStartEvent) event);
          default -> throw new MalformedTreeException("invalid YAML" + at(event.getStartMark()));
        };
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    if (anchor.isPresent()) {
      anchors.put(anchor.get().getValue(), new Anchored(node, nodes - nodesBefore, height));
    }
    return node;
  }

  private JsonNode aliased(AliasEvent alias) throws MalformedTreeException {
    Anchored anchored = anchors.get(alias.getAlias().getValue());
    if (anchored == null) {
      throw new MalformedTreeException(
          "invalid YAML"
              + at(alias.getStartMark())
              + ": alias *"
              + alias.getAlias().getValue()
              + " has no complete anchor before it");
    }
    nodes += anchored.nodes;
    aliasNodes += anchored.nodes;
    if (aliasNodes > limits.aliasNodesMax()) {
      throw new MalformedTreeException("the YAML document contains excessive aliasing");
    }
    checkDepth(trail.depth() + anchored.height);
    height = anchored.height;
    return anchored.node;
  }

  private JsonNode readScalar(ScalarEvent scalar) throws MalformedTreeException {
    height = 0;
    String tag = scalar.getTag().orElse("");
    if (scalar.getValue().length() > limits.numberLengthMax()) {
      // Too long for a number or any other word that means something: a text.
      tag = tag.isEmpty() ? "!" : tag;
    }
    try {
      return YamlScalars.resolve(scalar.getValue(), shortTag(tag), scalar.isPlain());
    } catch (MalformedTreeException e) {
      throw new MalformedTreeException(
          "invalid YAML" + at(scalar.getStartMark()) + ": " + e.reason());
    }
  }

  private ArrayNode readSequence(CollectionStartEvent start) throws MalformedTreeException {
    checkCollectionTag(start, "!!seq");
    enter();
    ArrayNode array = NODES.arrayNode();
    int heightMax = 0;
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      trail.atItem(array.size());
      array.add(readNode(parser.next()));
      heightMax = Math.max(heightMax, height);
    }
    parser.next();
    trail.leave();
    height = heightMax + 1;
    return array;
  }

  private ObjectNode readMapping(CollectionStartEvent start) throws MalformedTreeException {
    checkCollectionTag(start, "!!map");
    enter();
    ObjectNode object = NODES.objectNode();
    List<JsonNode> merged = new ArrayList<>();
    int heightMax = 0;
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event keyEvent = parser.next();
      String key = readKey(keyEvent);
      trail.atField(key);
      JsonNode value = readNode(parser.next());
      heightMax = Math.max(heightMax, height);
      if (key.equals(MERGE_KEY) && keyEvent instanceof ScalarEvent s && s.isPlain()) {
        merged.add(value);
      } else if (object.replace(key, value) != null) {
        trail.duplicate();
      }
    }
    parser.next();
    for (JsonNode source : merged) {
      merge(object, source);
    }
    trail.leave();
    height = heightMax + 1;
    return object;
  }

  /** What is written out wins over what is merged in, wherever it stands. */
  private static void merge(ObjectNode target, JsonNode source) throws MalformedTreeException {
    if (source instanceof ArrayNode list) {
      for (JsonNode one : list.values()) {
        mergeOne(target, one);
      }
    } else {
      mergeOne(target, source);
    }
  }

  private static void mergeOne(ObjectNode target, JsonNode source) throws MalformedTreeException {
    if (!source.isObject()) {
      throw new MalformedTreeException(
          "invalid YAML: a merge needs a mapping or a list of mappings");
    }
    for (Map.Entry<String, JsonNode> property : source.properties()) {
      target.putIfAbsent(property.getKey(), property.getValue());
    }
  }

  private String readKey(Event event) throws MalformedTreeException {
    JsonNode key = readNode(event);
    return switch (key.getNodeType()) {
      case STRING -> key.stringValue();
      case NUMBER -> key.toString();
      case BOOLEAN -> key.booleanValue() ? "true" : "false";
      case NULL, OBJECT, ARRAY, BINARY, MISSING, POJO ->
          throw new MalformedTreeException(
              "invalid YAML"
                  + at(event.getStartMark())
                  + ": a key must be a text, found "
                  + TreeNames.kindOf(key));
    };
  }

  private void enter() throws MalformedTreeException {
    trail.enter();
    checkDepth(trail.depth());
  }

  private void checkDepth(int depth) throws MalformedTreeException {
    if (depth > limits.depthMax()) {
      throw new MalformedTreeException(
          "exceeded max depth: more than " + limits.depthMax() + " levels");
    }
  }

  private static void checkCollectionTag(CollectionStartEvent start, String wanted)
      throws MalformedTreeException {
    String tag = shortTag(start.getTag().orElse(""));
    if (!tag.isEmpty() && !tag.equals("!") && !tag.equals(wanted)) {
      throw new MalformedTreeException(
          "invalid YAML" + at(start.getStartMark()) + ": tag " + tag + " is not supported");
    }
  }

  private static String shortTag(String tag) {
    return tag.startsWith(CORE_TAG_PREFIX) ? "!!" + tag.substring(CORE_TAG_PREFIX.length()) : tag;
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
        .orElse("");
  }
}
