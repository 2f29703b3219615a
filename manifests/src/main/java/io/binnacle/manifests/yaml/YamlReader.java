package io.binnacle.manifests.yaml;

import io.binnacle.manifests.tree.MalformedTreeException;
import io.binnacle.manifests.tree.ReadLimits;
import io.binnacle.manifests.tree.ReadTree;

/** One YAML document to a tree (NEG-17). */
@SuppressWarnings("DoNotCallSuggester")
public final class YamlReader {
  private YamlReader() {}

  public static ReadTree read(byte[] yaml, ReadLimits limits) throws MalformedTreeException {
    throw new UnsupportedOperationException("YAML " + yaml.length + limits);
  }
}
