package io.binnacle.apiserver.negotiation;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.convert.wire.cbor.CborForm;
import io.binnacle.manifests.status.Status;
import io.binnacle.manifests.status.StatusException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads bodies by their Content-Type (NEG-04, NEG-17). */
public final class BodyDecoder {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String CBOR = "application/cbor";
  private static final List<String> ACCEPTED =
      List.of("application/json", "application/yaml", PROTOBUF, CBOR);

  private enum Format {
    JSON,
    YAML,
    PROTOBUF,
    CBOR
  }

  private final DecodeLimits limits;

  public BodyDecoder(DecodeLimits limits) {
    this.limits = limits;
  }

  /** The type without its parameters; empty where there is none. */
  public static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws StatusException 415 for another media type, 400 for a body that is malformed
   */
  public Manifest decode(@Nullable String contentType, byte[] body) {
    Format format =
        switch (mediaType(contentType)) {
          case "", "application/json" -> Format.JSON;
          case "application/yaml" -> Format.YAML;
          case PROTOBUF -> Format.PROTOBUF;
          case CBOR -> Format.CBOR;
          default -> throw new StatusException(Status.unsupportedMediaType(ACCEPTED));
        };
    if (body.length > limits.bytesMax()) {
      throw new StatusException(Status.requestEntityTooLarge(limits.bytesMax()));
    }
    try {
      return switch (format) {
        case JSON -> Manifest.parseJson(body, limits);
        case YAML -> Manifest.parseYaml(body, limits);
        case PROTOBUF -> Manifest.parseProtobuf(body, limits);
        case CBOR -> CborForm.read(body, limits);
      };
    } catch (MalformedManifestException e) {
      throw new StatusException(
          Status.badRequest("the object provided is unrecognized: " + e.getMessage()));
    }
  }
}
