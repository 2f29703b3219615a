package io.binnacle.manifests;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.text;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing of JSON (CRUD-05, NEG-11 to NEG-14, CRD-26). */
class ManifestJsonTest {
  @Test
  void whatIsReadIsWrittenInStoredOrder() {
    Manifest manifest =
        json(
            "{\"spec\":{\"b\":1,\"a\":2},\"metadata\":{\"name\":\"x\"},\"kind\":\"Pod\",\"data\":null,"
                + "\"apiVersion\":\"v1\"}");
    assertThat(text(manifest))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\"},\"data\":null,"
                + "\"spec\":{\"b\":1,\"a\":2}}");
  }

  /** CRD-26: nothing passes through a double. */
  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "9007199254740993, 9007199254740993",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "0.1, 0.1",
    "1.0, 1.0",
    "-0, 0",
    "1e3, 1000",
    "1E-7, 0.0000001",
    "12345678901234567890.12345, 12345678901234567890.12345",
    "1e300, 1E+300"
  })
  void numbersKeepTheirValue(String written, String expected) {
    assertThat(text(json("{\"n\":" + written + "}"))).isEqualTo("{\"n\":" + expected + "}");
  }

  @Test
  void textsKeepEveryCharacter() {
    String text = "a\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u20ac\u2028\ud83d\ude00<>&";
    Manifest manifest = Manifest.empty().edit(e -> e.setText(text, "data", text));
    assertThat(json(text(manifest)).text("data", text)).isEqualTo(text);
  }

  @Test
  void halfOfAPairIsReplacedAsGoDoesIt() {
    Manifest manifest = json("{\"a\":\"\\ud800x\",\"b\":\"\\ud83d\\ude00\"}");
    assertThat(manifest.text("a")).isEqualTo("\ufffdx");
    assertThat(manifest.text("b")).isEqualTo("\ud83d\ude00");
  }

  /** CRUD-03. */
  @Test
  void theLastOfTwoFieldsWinsAndBothAreReported() {
    Manifest manifest =
        json(
            "{\"spec\":{\"bar\":1,\"list\":[{},{\"x\":1,\"x\":2}],\"bar\":3},\"kind\":\"A\",\"kind\":\"B\"}");
    assertThat(manifest.integer("spec", "bar")).isEqualTo(3);
    assertThat(manifest.kind()).isEqualTo("B");
    assertThat(manifest.duplicateFields()).containsExactly("spec.list[1].x", "spec.bar", "kind");
  }

  /** CRUD-05: every one of them is a 400, and says where. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1e999999999}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":tru}",
        "{} {}",
        "{}x",
        "{}/* no */",
        "[]",
        "null",
        "1",
        "\"text\"",
        "[1,2",
        "\ufeff[",
      })
  void whatIsNoJsonObjectIsRefused(String text) {
    assertThatThrownBy(() -> Manifest.parseJson(utf8(text), DecodeLimits.standard()))
        .isInstanceOf(MalformedManifestException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .isNotBlank()
        .hasSizeLessThan(500);
  }

  @Test
  void otherEncodingsAreRefused() {
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      refused("{\"a\":\"b\"}".getBytes(charset));
    }
    refused("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    refused(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'});
    refused(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'});
  }

  @Test
  void depthIsBounded() {
    assertThat(json(nested(511)).kind()).isEmpty();
    refused(utf8(nested(512)));
    refused(utf8(nested(1_000_000)));
    refused(utf8("{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}"));
  }

  private static String nested(int levels) {
    return "{\"a\":".repeat(levels) + "{}" + "}".repeat(levels);
  }

  @Test
  void lengthIsBounded() {
    DecodeLimits limits = DecodeLimits.standard().withBytesMax(10);
    assertThatThrownBy(() -> Manifest.parseJson(utf8("{\"abc\": 123}"), limits))
        .hasMessage("the document has 12 bytes, the limit is 10");
    refused(utf8("{\"a\":" + "9".repeat(1_001) + "}"));
    assertThat(json("{\"a\":\"" + "x".repeat(2_000_000) + "\"}").text("a")).hasSize(2_000_000);
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> Manifest.parseJson(bytes, DecodeLimits.standard()))
        .isInstanceOf(MalformedManifestException.class);
  }
}
