package io.binnacle.apiserver.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.request.Headers;
import io.binnacle.apiserver.request.QueryParameters;
import io.binnacle.consensus.base.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

class ReplyEncodingTest {
  private static final ReplyEncoding ENCODING =
      new ReplyEncoding(ReplyEncoding.COMPRESSED_FROM_BYTES);
  private static final String COMPACT =
      "{\"a\":[],\"b\":{},\"c\":[1,-2.5e3,null],\"d\":{\"e f\":\"x \\\" {,}: \\\\\"},\"g\":true}\n";
  private static final String IN_LINES =
      """
      {
        "a": [],
        "b": {},
        "c": [
          1,
          -2.5e3,
          null
        ],
        "d": {
          "e f": "x \\" {,}: \\\\"
        },
        "g": true
      }
      """;

  private static byte[] bytesOf(ApiReply reply) {
    return switch (reply) {
      case ApiReply.Whole whole -> whole.body().toArray();
      case ApiReply.Streamed stream -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        stream.chunks().toIterable(1).forEach(chunk -> all.writeBytes(chunk.toArray()));
        yield all.toByteArray();
      }
    };
  }

  private static String textOf(ApiReply reply) {
    return Bytes.wrap(bytesOf(reply)).toUtf8();
  }

  private static ApiReply whole(String body) {
    return ReplyWriter.ok(ReplyWriter.JSON, Bytes.ofUtf8(body));
  }

  private static ApiReply streamed(String body, int chunkLength) {
    List<Bytes> chunks = new ArrayList<>();
    for (int from = 0; from < body.length(); from += chunkLength) {
      chunks.add(Bytes.ofUtf8(body.substring(from, Math.min(body.length(), from + chunkLength))));
    }
    return ReplyWriter.document(ReplyWriter.JSON, Flux.fromIterable(chunks));
  }

  /** NEG-13. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "pretty=true, -, -, true",
        "pretty=1, -, -, true",
        "pretty=false, -, curl/8.5.0, false",
        "pretty=maybe, -, -, false",
        "-, -, curl/8.5.0, true",
        "-, -, Wget/1.21, true",
        "-, -, Mozilla/5.0 (X11), true",
        "-, -, kubectl/v1.35.0, false",
        "-, application/json;pretty=1, -, true",
        "-, application/json; pretty=0, curl/8.5.0, false",
        "-, -, -, false"
      })
  void peopleGetJsonInLines(
      @Nullable String query, @Nullable String accept, @Nullable String agent, boolean inLines) {
    Headers headers = Headers.none();
    headers = accept == null ? headers : headers.with("Accept", accept);
    headers = agent == null ? headers : headers.with("User-Agent", agent);
    ApiReply reply = ENCODING.encode(QueryParameters.parse(query), headers, whole(COMPACT));
    assertThat(textOf(reply)).isEqualTo(inLines ? IN_LINES : COMPACT);
  }

  /** NEG-13, NEG-18. */
  @Test
  void linesAreTheSameWhereverTheChunksAreCut() {
    for (int length = 1; length <= COMPACT.length(); length++) {
      ApiReply reply =
          ENCODING.encode(
              QueryParameters.parse("pretty=1"), Headers.none(), streamed(COMPACT, length));
      assertThat(textOf(reply)).as("chunks of %d", length).isEqualTo(IN_LINES);
    }
  }

  @Test
  void whatIsNoJsonOrHasATagOrIsAWatchStaysAsItIs() {
    QueryParameters pretty = QueryParameters.parse("pretty=1");
    Headers gzip = Headers.of("Accept-Encoding", "gzip");
    ApiReply yaml = ReplyWriter.ok(ReplyWriter.YAML, Bytes.ofUtf8("a: 1\n"));
    assertThat(ENCODING.encode(pretty, gzip, yaml)).isEqualTo(yaml);
    ApiReply tagged = whole(COMPACT).withHeader("ETag", "\"1\"");
    assertThat(ENCODING.encode(pretty, gzip, tagged)).isEqualTo(tagged);
    ApiReply watch = ReplyWriter.events(ReplyWriter.JSON, Flux.never(), () -> {});
    assertThat(ENCODING.encode(pretty, gzip, watch)).isSameAs(watch);
  }

  /** NEG-15. */
  @Test
  void largeRepliesAreCompressedForWhoeverTakesThat() throws Exception {
    String large = "\"" + "Fifteen men. ".repeat(20_000) + "\"";
    Headers takes = Headers.of("Accept-Encoding", "deflate, gzip;q=0.5");
    for (ApiReply plain : List.of(whole(large), streamed(large, 10_000))) {
      ApiReply reply = ENCODING.encode(QueryParameters.none(), takes, plain);
      assertThat(reply.headers().first("Content-Encoding")).isEqualTo("gzip");
      assertThat(reply.headers().all("Vary")).contains("Accept-Encoding");
      byte[] compressed = bytesOf(reply);
      assertThat(compressed.length).isLessThan(large.length() / 10);
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
        assertThat(Bytes.wrap(in.readAllBytes()).toUtf8()).isEqualTo(large);
      }
      for (String other : List.of("identity", "br", "gzip;q=0", "x-gzip")) {
        Headers refuses = Headers.of("Accept-Encoding", other);
        assertThat(ENCODING.encode(QueryParameters.none(), refuses, plain))
            .as(other)
            .isSameAs(plain);
      }
    }
    ApiReply small = whole(COMPACT);
    assertThat(ENCODING.encode(QueryParameters.none(), takes, small)).isSameAs(small);
    ApiReply soon =
        new ReplyEncoding(COMPACT.length() - 1).encode(QueryParameters.none(), takes, small);
    assertThat(soon.headers().first("Content-Encoding")).isEqualTo("gzip");
  }
}
