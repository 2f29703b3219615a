package io.binnacle.manifests.patch;

import static io.binnacle.manifests.Documents.json;
import static io.binnacle.manifests.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.manifests.Manifest;
import io.binnacle.manifests.status.StatusException;
import org.junit.jupiter.api.Test;

/** PATCH-08: patches that ask for more than they are worth. */
class PatchLimitsTest {
  private static final String REMOVE = "{\"op\":\"test\",\"path\":\"/a\",\"value\":1}";

  @Test
  void tenThousandOperationsAreAllowed() {
    Manifest object = json("{\"a\":1}");
    assertThat(JsonPatch.apply(utf8(repeated(REMOVE, 10_000)), object)).isEqualTo(object);
    refused(repeated(REMOVE, 10_001), object, 413)
        .hasMessage(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000,"
                + " got 10001");
  }

  @Test
  void copiesMayNotAmplify() {
    String doubling = "{\"op\":\"copy\",\"from\":\"/l\",\"path\":\"/l/-\"}";
    refused(repeated(doubling, 40), json("{\"l\":[\"" + "x".repeat(1000) + "\"]}"), 413);
  }

  @Test
  void copiesMayNotDeepenBeyondWhatCanBeRead() {
    String deepening = "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/a\"}";
    refused(repeated(deepening, 600), json("{}"), 422);
  }

  @Test
  void shiftingLongListsIsBounded() {
    Manifest object = json("{\"l\":[" + "1,".repeat(200_000) + "1]}");
    String shift = "{\"op\":\"add\",\"path\":\"/l/0\",\"value\":1}";
    refused(repeated(shift, 1_000), object, 413);
  }

  @Test
  void aPatchIsNoLongerThanABody() {
    refused("[" + " ".repeat(3 * 1024 * 1024) + "]", json("{}"), 413);
    refused("[" + "[".repeat(100_000), json("{}"), 400);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      String patch, Manifest object, int code) {
    return assertThatThrownBy(() -> JsonPatch.apply(utf8(patch), object))
        .isInstanceOf(StatusException.class)
        .satisfies(e -> assertThat(((StatusException) e).status().code()).isEqualTo(code));
  }

  private static String repeated(String operation, int times) {
    return "[" + (operation + ",").repeat(times - 1) + operation + "]";
  }
}
