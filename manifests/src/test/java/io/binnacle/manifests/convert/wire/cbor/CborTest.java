package io.binnacle.manifests.convert.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.DecodeLimits;
import io.binnacle.manifests.MalformedManifestException;
import io.binnacle.manifests.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NEG-02: CBOR as RFC 8949 and KEP-4222 have it, read and written. */
class CborTest {
  private static final String MARK = "d9d9f7";

  /** A map with the name "a", whose value follows. */
  private static final String A = "a14161";

  private static final int DAMAGED_DOCUMENTS = 20_000;

  private static Manifest read(String hex) throws MalformedManifestException {
    return CborForm.read(HexFormat.of().parseHex(hex), DecodeLimits.standard());
  }

  private static String json(Manifest object) {
    return new String(object.toJson(), StandardCharsets.UTF_8);
  }

  private static Manifest ofJson(String json) throws MalformedManifestException {
    return Manifest.parseJson(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.standard());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Values of RFC 8949, appendix A, that JSON has too: each is written in its shortest form. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "0 | 00",
        "10 | 0a",
        "23 | 17",
        "24 | 1818",
        "100 | 1864",
        "1000 | 1903e8",
        "1000000 | 1a000f4240",
        "1000000000000 | 1b000000e8d4a51000",
        "9223372036854775807 | 1b7fffffffffffffff",
        "-1 | 20",
        "-100 | 3863",
        "-1000 | 3903e7",
        "-9223372036854775808 | 3b7fffffffffffffff",
        "1.1 | fb3ff199999999999a",
        "1.5 | f93e00",
        "65504.0 | f97bff",
        "100000.0 | fa47c35000",
        "3.4028234663852886e+38 | fa7f7fffff",
        "1.0e+300 | fb7e37e43c8800759c",
        "0.00006103515625 | f90400",
        "-4.0 | f9c400",
        "-4.1 | fbc010666666666666",
        "false | f4",
        "true | f5",
        "null | f6",
        "\"\" | 40",
        "\"IETF\" | 4449455446",
        "\"\\\"\\\\\" | 42225c",
        "\"\u00fc\" | 42c3bc",
        "\"\ud800\udd51\" | 44f0908591",
        "[] | 80",
        "[1,[2,3],[4,5]] | 8301820203820405",
        "{} | a0",
        "{\"b\":[2,3],\"a\":1} | a241610141628202 03",
      })
  void aValueHasItsShortestForm(String json, String hex) throws Exception {
    Manifest object = ofJson("{\"a\":" + json + "}");
    String expected = A + hex.replace(" ", "");
    assertThat(hex(CborForm.document(object))).isEqualTo(MARK + expected);
    assertThat(read(expected)).isEqualTo(object);
    assertThat(read(MARK + expected)).isEqualTo(object);
  }

  /** Beyond 64 bits there are only doubles, in CBOR as in Go's reading of JSON. */
  @ParameterizedTest
  @CsvSource({
    "18446744073709551616, fa5f800000",
    "-9223372036854775809, fadf000000",
    "1e399, fb7fefffffffffffff"
  })
  void whatIsTooLargeIsTheNearestDouble(String json, String hex) throws Exception {
    assertThat(hex(CborForm.document(ofJson("{\"a\":" + json + "}")))).isEqualTo(MARK + A + hex);
  }

  /** The same values in forms that others write: texts, longer heads, no lengths, tags. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 | 1b0000000000000001",
        "0.0 | f90000",
        "0.00000005960464477539063 | f90001",
        "1.5 | fb3ff8000000000000",
        "\"IETF\" | 6449455446",
        "\"streaming\" | 7f657374726561646d696e67ff",
        "\"ab\" | 5f41614162ff",
        "[1,[2,3],[4,5]] | 9f018202039f0405ffff",
        "{\"a\":1,\"b\":[2,3]} | bf61610161629f0203ffff",
        "\"2013-03-21T20:04:00Z\" | c074323031332d30332d32315432303a30343a30305a",
        "\"2013-03-21T20:04:00Z\" | c11a514b67b0",
        "\"2013-03-21T20:04:00.500Z\" | c1fb41d452d9ec200000",
        "\"AQIDBA\" | d54401020304",
        "\"AQIDBA==\" | d64401020304",
        "[\"AQI=\",\"x\"] | d68242010261 78",
        "\"01020304\" | d74401020304",
        "\"http://www.example.com\" | d82076687474703a2f2f7777772e6578616d706c652e636f6d",
        "[[]] | d9d9f781d9d9f780",
      })
  void whatOthersWriteIsRead(String json, String hex) throws Exception {
    assertThat(json(read(A + hex.replace(" ", "")))).isEqualTo("{\"a\":" + json + "}");
    assertThat(json(read("bf4161" + hex.replace(" ", "") + "ff")))
        .isEqualTo("{\"a\":" + json + "}");
  }

  /** What kube-apiserver refuses as well. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | EOF",
        "d9d9f7 | unexpected EOF",
        "00 | cbor: the document is no map",
        "80 | cbor: the document is no map",
        "a00000 | cbor: 2 bytes of extraneous data starting at index 1",
        "a2416101416102 | cbor: found duplicate map key \"a\" at map element index 1",
        "a2416101616102 | cbor: found duplicate map key \"a\" at map element index 1",
        "bf416101616102ff | cbor: found duplicate map key \"a\" at map element index 1",
        "a10102 | cbor: cannot unmarshal positive integer into Go value of type string",
        "a1f602 | cbor: cannot unmarshal primitives into Go value of type string",
        "a18002 | cbor: cannot unmarshal array into Go value of type string",
        "a1416142c328 | cbor: invalid UTF-8 string",
        "a1416162c328 | cbor: invalid UTF-8 string",
        "a142c32801 | cbor: invalid UTF-8 string",
        "a141617f61c361bcff | cbor: invalid UTF-8 string",
        "a141611b8000000000000000 | cbor: cannot unmarshal positive integer into Go value of type int64 (9223372036854775808 overflows Go's int64)",
        "a141613b8000000000000000 | cbor: cannot unmarshal negative integer into Go value of type int64 (-1-9223372036854775808 overflows Go's int64)",
        "a14161f97e00 | cbor: data item of cbor type primitives is not accepted by protocol: floating-point NaN",
        "a14161fb7ff8000000000000 | cbor: data item of cbor type primitives is not accepted by protocol: floating-point NaN",
        "a14161fa7f800000 | cbor: data item of cbor type primitives is not accepted by protocol: floating-point infinity",
        "a14161f9fc00 | cbor: data item of cbor type primitives is not accepted by protocol: floating-point infinity",
        "a14161f7 | cbor: data item of cbor type primitives is not accepted by protocol: simple value 23 is not recognized",
        "a14161e0 | cbor: data item of cbor type primitives is not accepted by protocol: simple value 0 is not recognized",
        "a14161f8ff | cbor: data item of cbor type primitives is not accepted by protocol: simple value 255 is not recognized",
        "a14161f814 | cbor: data item of cbor type primitives is not accepted by protocol: simple value 20 is not recognized",
        "a14161c249010000000000000000 | cbor: data item of cbor type tag is not accepted by protocol: bignum",
        "a14161c34101 | cbor: data item of cbor type tag is not accepted by protocol: bignum",
        "a14161c06161 | cbor: the content of tag 0 is no RFC 3339 time",
        "a14161c1fb7fefffffffffffff | cbor: the content of tag 1 is no time",
        "a14161ff | cbor: unexpected \"break\" code",
        "a1ff01 | cbor: cannot unmarshal primitives into Go value of type string",
        "bf4161ff | cbor: unexpected \"break\" code",
        "a141611c | cbor: invalid additional information 28 for type positive integer",
        "a141613f | cbor: invalid additional information 31 for type negative integer",
        "a14161df00 | cbor: invalid additional information 31 for type tag",
        "a141615f6161ff | cbor: wrong element type UTF-8 text string for indefinite-length byte string",
        "a141615f5f4161ffff | cbor: wrong element type byte string for indefinite-length byte string",
        "a1416145616263 | unexpected EOF",
        "a141615affffffff61 | unexpected EOF",
        "a141615bffffffffffffffff61 | unexpected EOF",
        "a141619bffffffffffffffff00 | unexpected EOF",
        "a141619a7fffffff00 | unexpected EOF",
        "bb7fffffffffffffff4161 | unexpected EOF",
        "bf416101 | unexpected EOF",
        "a141619f01 | unexpected EOF",
      })
  void whatJsonHasNoFormForIsRefused(String hex, String reason) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(MalformedManifestException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource({"81, 00", "c6, 00", "d9d9f7, 00", "9f, ff", "a14161, 00", "bf4161, 00"})
  void nestingIsBounded(String level, String inmost) {
    String deep = A + level.repeat(100_000) + inmost;
    assertThatThrownBy(() -> read(deep)).hasMessage("cbor: exceeded max nested level 512");
  }

  @Test
  void aDocumentIsBounded() {
    DecodeLimits limits = DecodeLimits.standard().withBytesMax(10);
    assertThatThrownBy(() -> CborForm.read(new byte[11], limits))
        .hasMessage("the document has 11 bytes, the limit is 10");
  }

  /** The example of kube-apiserver's own tests, and its order of names (RFC 8949, 4.2.1). */
  @Test
  void aListIsWrittenInPieces() throws Exception {
    Manifest list = ofJson("{\"kind\":\"kList\",\"apiVersion\":\"v\",\"metadata\":{}}");
    String pieces =
        hex(CborForm.listHead(list, 2))
            + hex(CborForm.item(ofJson("{\"foo\":1,\"kind\":\"k\",\"apiVersion\":\"v\"}")))
            + hex(CborForm.item(ofJson("{\"foo\":2}")))
            + hex(CborForm.listTail(list));
    assertThat(pieces)
        .isEqualTo(
            MARK
                + "a4446b696e64456b4c697374456974656d7382a143666f6f01a143666f6f02"
                + "486d65746164617461a0"
                + "4a61706956657273696f6e4176");
    Manifest whole =
        ofJson(
            "{\"kind\":\"kList\",\"apiVersion\":\"v\",\"metadata\":{},"
                + "\"items\":[{\"foo\":1},{\"foo\":2}]}");
    assertThat(hex(CborForm.document(whole))).isEqualTo(pieces);
  }

  /** WATCH-04: an event is one document, and so is the object in it. */
  @Test
  void anEventHoldsADocument() throws Exception {
    byte[] event = CborForm.event("ADDED", CborForm.document(ofJson("{\"kind\":\"k\"}")));
    assertThat(hex(event))
        .isEqualTo(
            MARK + "a2447479706545414444454446" + "6f626a656374" + MARK + "a1446b696e64416b");
    assertThat(json(CborForm.read(event, DecodeLimits.standard())))
        .isEqualTo("{\"object\":{\"kind\":\"k\"},\"type\":\"ADDED\"}");
  }

  /** Damage is read or refused; what is read can be written and read again. */
  @Test
  void damagedDocumentsAreReadOrRefused() throws Exception {
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(Long.getLong("seed", 4222));
    byte[] whole =
        CborForm.document(
            ofJson(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":\"b\"}},"
                    + "\"spec\":{\"n\":[1,-2.5,true,null,\"\u00e9\",1e300],\"deep\":[[[{\"a\":{}}]]]}}"));
    int accepted = 0;
    for (int i = 0; i < DAMAGED_DOCUMENTS; i++) {
      byte[] damaged = whole.clone();
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      accepted += isReadAgain(damaged) ? 1 : 0;
    }
    assertThat(accepted).isBetween(DAMAGED_DOCUMENTS / 100, DAMAGED_DOCUMENTS - 1);
  }

  private static boolean isReadAgain(byte[] document) throws MalformedManifestException {
    Manifest read;
    try {
      read = CborForm.read(document, DecodeLimits.standard());
    } catch (MalformedManifestException refused) {
      assertThat(refused.reason()).isNotBlank();
      return false;
    }
    byte[] written = CborForm.document(read);
    Manifest again = CborForm.read(written, DecodeLimits.standard());
    assertThat(again).as(hex(document)).isEqualTo(read);
    assertThat(CborForm.document(again)).isEqualTo(written);
    return true;
  }
}
