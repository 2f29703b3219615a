package io.binnacle.apiserver.negotiation;

/**
 * The form of an answer.
 *
 * @param metaApiVersion {@code meta.k8s.io/v1} or its beta, for views that are no objects of the
 *     type
 */
public record Representation(Form form, View view, String metaApiVersion) {
  static final String META_V1 = "meta.k8s.io/v1";

  /** What every client understands. */
  public static final Representation JSON = new Representation(Form.JSON, View.FULL, META_V1);

  /** How it is written. */
  public enum Form {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf"),
    CBOR("application/cbor");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /** How much of it is shown. */
  public enum View {
    FULL,
    TABLE,
    /** PartialObjectMetadata, and lists of it. */
    METADATA
  }

  /** Whether stored bytes are the answer, so that nothing is parsed. */
  public boolean isStoredForm() {
    return form == Form.JSON && view == View.FULL;
  }
}
