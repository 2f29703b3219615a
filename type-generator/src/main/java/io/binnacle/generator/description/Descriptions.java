package io.binnacle.generator.description;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The texts about kinds and fields. Those of the model keep their paragraphs but repeat the text of
 * the kind where a field refers to another; those of the messages are about every field and have
 * lost their paragraphs. So the first is taken where it is about the field.
 */
public final class Descriptions {
  private static final String TYPE_META = "io.k8s.apimachinery.pkg.apis.meta.v1.TypeMeta";

  private final Map<String, Class<?>> classes;
  private final ModelComments model;
  private final MessageComments messages;

  private Descriptions(
      Map<String, Class<?>> classes, ModelComments model, MessageComments messages) {
    this.classes = classes;
    this.model = model;
    this.messages = messages;
  }

  /**
   * Reads the comments out of source jars; what is not found has no description.
   *
   * @param classes the class of the model behind each OpenAPI name that will be asked for
   */
  public static Descriptions read(List<Path> sourceJars, Map<String, Class<?>> classes)
      throws IOException {
    Set<String> names = classes.values().stream().map(Class::getName).collect(Collectors.toSet());
    return new Descriptions(
        classes, ModelComments.read(sourceJars, names), MessageComments.read(sourceJars));
  }

  /**
   * @param kind an OpenAPI name
   */
  public Optional<String> ofKind(String kind) {
    return modelText(kind).or(() -> messages.ofMessage(kind));
  }

  private Optional<String> modelText(String kind) {
    return Optional.ofNullable(classes.get(kind)).flatMap(model::ofKind);
  }

  /**
   * @param kind an OpenAPI name
   * @param fields all fields that the kind has in JSON
   */
  public Optional<String> ofField(String kind, String field, Set<String> fields) {
    Optional<String> ofModel =
        Optional.ofNullable(classes.get(kind)).flatMap(type -> model.ofField(type, field));
    if (ofModel.isPresent() && !ofModel.equals(modelText(kind))) {
      return ofModel;
    }
    return messages
        .ofField(kind, field, fields)
        .or(() -> messages.ofField(TYPE_META, field, Set.of(field)));
  }

  /** How many texts there are in all. */
  public int size() {
    return model.size() + messages.size();
  }
}
