package io.binnacle.manifests;

/**
 * How much a document may ask of us before it is refused.
 *
 * @param bytesMax length of the document
 * @param depthMax objects and lists inside each other
 * @param numberLengthMax digits of one number
 * @param yamlAliasNodesMax nodes that all aliases of a YAML document may stand for together, so
 *     that a few lines cannot unfold into gigabytes
 */
public record DecodeLimits(int bytesMax, int depthMax, int numberLengthMax, int yamlAliasNodesMax) {

  /**
   * 3 MiB is the request body of kube-apiserver. No known type nests deeper than a schema inside a
   * CustomResourceDefinition, which stays under 100. A number of 64 bits has 20 digits.
   */
  private static final DecodeLimits STANDARD =
      new DecodeLimits(3 * 1024 * 1024, 512, 1_000, 50_000);

  public DecodeLimits {
    if (bytesMax < 1 || depthMax < 1 || numberLengthMax < 1 || yamlAliasNodesMax < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public static DecodeLimits standard() {
    return STANDARD;
  }

  public DecodeLimits withBytesMax(int newBytesMax) {
    return new DecodeLimits(newBytesMax, depthMax, numberLengthMax, yamlAliasNodesMax);
  }
}
