package io.binnacle.manifests;

import static io.binnacle.manifests.Documents.text;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.binnacle.manifests.meta.Quantity;
import io.binnacle.manifests.patch.JsonPatch;
import io.binnacle.manifests.patch.MergePatch;
import io.binnacle.manifests.selector.FieldSelector;
import io.binnacle.manifests.selector.LabelSelector;
import io.binnacle.manifests.status.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Damaged input of all kinds: only the typed exceptions may come out. A failure prints what to
 * repeat; the seed is fixed, so every run is the same.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("seed", 8731);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000);

  private static final List<String> JSON =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":\"b\"}},"
              + "\"spec\":{\"n\":[1,-2.5e3,true,null,\"\\u00e9\\n\"],\"deep\":[[[{\"a\":{}}]]]}}",
          "{\"a\":123456789012345678901234567890,\"a\":{\"\\ud83d\\ude00\":\"\\ud800\"}}");
  private static final List<String> YAML =
      List.of(
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: &m {name: x, labels: {a: "b", c: 'd'}}
          data:
            text: |-
              line one
              line two
            folded: >
              a b
          list: [1, 0644, yes, ~, *m]
          ? key
          : value
          merged: {<<: *m, z: !!str 1}
          """,
          "a: \"x\\u00e9\\x41\"\nb: {c: [d, {e: f}]}\n# end\n...\n");
  private static final List<String> PATCHES =
      List.of(
          "[{\"op\":\"add\",\"path\":\"/spec/a/-\",\"value\":{\"x\":1}},{\"op\":\"move\",\"from\":\"/spec/b\","
              + "\"path\":\"/spec/c~1d\"},{\"op\":\"test\",\"path\":\"/spec/a/0\",\"value\":1},"
              + "{\"op\":\"copy\",\"from\":\"/spec\",\"path\":\"/spec/a/0\"},{\"op\":\"remove\",\"path\":\"/spec/a/1\"}]",
          "{\"spec\":{\"a\":null,\"b\":{\"c\":[1,2]}}}");
  private static final List<String> SELECTORS =
      List.of("a in (b,c),!d,e=f,g!=h,i notin (),x.y/z>5", "metadata.name=a\\,b,spec.x!=c");

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  private interface Attempt {
    void run(byte[] input) throws Exception;
  }

  @Test
  void damagedJsonIsReadOrRefused() {
    fuzz(
        JSON,
        input -> {
          Manifest manifest = Manifest.parseJson(input, DecodeLimits.standard());
          assertThat(Manifest.parseJson(manifest.toJson(), DecodeLimits.standard()))
              .isEqualTo(manifest);
        });
  }

  @Test
  void damagedYamlIsReadOrRefused() {
    fuzz(
        YAML,
        input -> {
          Manifest manifest = Manifest.parseYaml(input, DecodeLimits.standard());
          assertThat(Manifest.parseYaml(manifest.toYaml(), DecodeLimits.standard()))
              .isEqualTo(manifest);
        });
  }

  @Test
  void damagedPatchesAreAppliedOrRefused() {
    Manifest object = Documents.json("{\"spec\":{\"a\":[1,2],\"b\":{\"c\":1}}}");
    String before = text(object);
    fuzz(
        PATCHES,
        input -> {
          MergePatch.apply(input, object);
        });
    fuzz(
        PATCHES,
        input -> {
          JsonPatch.apply(input, object);
        });
    assertThat(text(object)).isEqualTo(before);
  }

  @Test
  void damagedSelectorsAreReadOrRefused() {
    fuzz(
        SELECTORS,
        input -> {
          LabelSelector selector = LabelSelector.parse(new String(input, StandardCharsets.UTF_8));
          assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
        });
    fuzz(
        SELECTORS,
        input -> {
          FieldSelector selector = FieldSelector.parse(new String(input, StandardCharsets.UTF_8));
          assertThat(selector.requirements()).isNotNull();
        });
  }

  @Test
  void damagedQuantitiesAreReadOrRefusedAndTheirFormIsStable() {
    fuzz(
        List.of("100m", "1.5Gi", "-3e12", "+12E", "0.000001k", "9223372036854775807Ki"),
        input -> {
          try {
            Quantity quantity = Quantity.parse(new String(input, StandardCharsets.UTF_8));
            Quantity again = Quantity.parse(quantity.toString());
            assertThat(again).isEqualTo(quantity).hasToString(quantity.toString());
          } catch (IllegalArgumentException e) {
            throw new MalformedManifestException(String.valueOf(e.getMessage()));
          }
        });
  }

  private void fuzz(List<String> seeds, Attempt attempt) {
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = damaged(utf8(seeds.get(random.nextInt(seeds.size()))));
      try {
        attempt.run(input);
        accepted++;
      } catch (MalformedManifestException | StatusException refusal) {
        assertThat(refusal.getMessage()).isNotBlank();
      } catch (Exception | StackOverflowError | AssertionError e) {
        fail(
            "round "
                + round
                + " of -Dseed="
                + SEED
                + " on "
                + new String(input, StandardCharsets.ISO_8859_1),
            e);
      }
    }
    // Damage that is always refused, or never, would test nothing.
    assertThat(accepted).isBetween(ROUNDS / 1000, ROUNDS - 1);
  }

  private byte[] damaged(byte[] original) {
    byte[] bytes = original;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes = damagedOnce(bytes);
    }
    return bytes;
  }

  private byte[] damagedOnce(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(8));
    String signs = "{}[]\",:\\0-eE.#&*!|>%@`'<~ \n\tux/=()";
    byte[] middle =
        switch (random.nextInt(5)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> new byte[] {(byte) signs.charAt(random.nextInt(signs.length()))};
          case 3 -> repeated(bytes, at, to);
          default -> new byte[] {(byte) signs.charAt(random.nextInt(signs.length())), ' '};
        };
    int keepTo = random.nextBoolean() ? to : at;
    byte[] result = new byte[at + middle.length + bytes.length - keepTo];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(middle, 0, result, at, middle.length);
    System.arraycopy(bytes, keepTo, result, at + middle.length, bytes.length - keepTo);
    return result;
  }

  private byte[] repeated(byte[] bytes, int from, int to) {
    byte[] piece = new byte[(to - from) * (1 + random.nextInt(50))];
    for (int i = 0; i < piece.length; i++) {
      piece[i] = bytes[from + i % (to - from)];
    }
    return piece;
  }
}
