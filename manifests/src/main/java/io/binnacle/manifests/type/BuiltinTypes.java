package io.binnacle.manifests.type;

import java.util.LinkedHashMap;
import java.util.List;

/**
 * The types that are always served, from the resources that the build made of the definition files.
 */
public final class BuiltinTypes {
  private BuiltinTypes() {}

  /**
   * Reads the catalogue; the schemas of a group and version are read when one of them is first
   * asked for.
   */
  public static TypeCatalogue load() {
    return TypeCatalogue.of(List.of(), new LinkedHashMap<>());
  }
}
