package io.binnacle.manifests.type;

import io.binnacle.manifests.type.conditional.ConditionalDefaults;
import java.util.List;

/**
 * What the definition file says about the life of an object beside its schema.
 *
 * @param selectableFields what field selectors may name beside name and namespace
 * @param immutableFields what an update may not change
 * @param countsGeneration whether {@code metadata.generation} is kept
 * @param generationExempt top-level fields whose change is no new generation; metadata and, with a
 *     status subresource, status always are
 * @param conditionalDefaults defaults that depend on other fields
 * @param createOnUpdate whether a PUT to a name that does not exist creates the object
 * @param unconditionalUpdate whether an update without resourceVersion overwrites
 */
public record ResourceRules(
    List<SelectableField> selectableFields,
    List<ImmutableField> immutableFields,
    boolean countsGeneration,
    List<String> generationExempt,
    ConditionalDefaults conditionalDefaults,
    boolean createOnUpdate,
    boolean unconditionalUpdate) {

  /** No rules of its own: what a custom resource starts from. */
  public static final ResourceRules NONE =
      new ResourceRules(
          List.of(), List.of(), true, List.of(), ConditionalDefaults.NONE, false, true);

  public ResourceRules {
    selectableFields = List.copyOf(selectableFields);
    immutableFields = List.copyOf(immutableFields);
    generationExempt = List.copyOf(generationExempt);
  }
}
