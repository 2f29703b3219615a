package io.binnacle.apiserver.reply;

import io.binnacle.apiserver.request.Headers;
import io.binnacle.consensus.base.Bytes;
import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.Status;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;

/** Makes replies. HTTP status codes are chosen here, or come with a {@link Status}. */
public final class ReplyWriter {
  public static final String JSON = "application/json";
  public static final String YAML = "application/yaml";

  private static final int OK = 200;
  private static final int CREATED = 201;

  /** CRUD-07: when all warnings together are longer, each is cut. */
  private static final int WARNINGS_LENGTH_MAX = 4096;

  private static final int WARNING_LENGTH_MAX = 256;

  private ReplyWriter() {}

  public static ApiReply ok(String contentType, Bytes body) {
    return new ApiReply.Whole(OK, Headers.of("Content-Type", contentType), body);
  }

  /** With 201 where the object is new. */
  public static ApiReply written(boolean created, String contentType, Bytes body) {
    return new ApiReply.Whole(
        created ? CREATED : OK, Headers.of("Content-Type", contentType), body);
  }

  /** Chunks of one document, sent as it suits the socket. */
  public static ApiReply document(String contentType, Flux<Bytes> chunks) {
    return new ApiReply.Streamed(
        OK, Headers.of("Content-Type", contentType), chunks, false, () -> {});
  }

  /** Events, each sent at once. */
  public static ApiReply events(String contentType, Flux<Bytes> chunks, Runnable chunkWritten) {
    return new ApiReply.Streamed(
        OK, Headers.of("Content-Type", contentType), chunks, true, chunkWritten);
  }

  public static ApiReply status(Status status) {
    return Replies.status(status);
  }

  /** LIST-06: a Status that carries the token with which a list can go on. */
  public static ApiReply expiredList(Status status, String freshToken) {
    try {
      Manifest plain = Manifest.parseJson(status.toJson(), DecodeLimits.standard());
      Manifest withToken = plain.edit(editor -> editor.setText(freshToken, "metadata", "continue"));
      return Replies.json(status.code(), Bytes.wrap(withToken.toJson()));
    } catch (MalformedManifestException e) {
      throw new IllegalStateException("a Status of ours is no JSON", e);
    }
  }

  public static ApiReply failure(Throwable failure) {
    return status(StatusMapper.of(failure));
  }

  /** CRUD-07: one Warning header for each different text. */
  public static ApiReply withWarnings(ApiReply reply, List<String> warnings) {
    Set<String> texts = new LinkedHashSet<>();
    warnings.forEach(warning -> texts.add(escape(warning)));
    int length = texts.stream().mapToInt(String::length).sum();
    ApiReply result = reply;
    for (String text : texts) {
      boolean cut = length > WARNINGS_LENGTH_MAX && text.length() > WARNING_LENGTH_MAX;
      String shown = cut ? text.substring(0, WARNING_LENGTH_MAX) : text;
      result = result.withHeader("Warning", "299 - \"" + shown + "\"");
    }
    return result;
  }

  /** Headers hold ASCII without control characters; quotes end the text. */
  private static String escape(String warning) {
    StringBuilder escaped = new StringBuilder(warning.length() + 8);
    for (byte each : warning.getBytes(StandardCharsets.US_ASCII)) {
      char character = (char) each;
      if (character == '"' || character == '\\') {
        escaped.append('\\').append(character);
      } else if (character >= ' ' && character < 0x7f) {
        escaped.append(character);
      }
    }
    return escaped.toString();
  }
}
