package io.binnacle.apiserver.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apiserver.endpoint.ApiFixture.Answer;
import io.binnacle.apiserver.endpoint.BadRequests.BadRequest;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ERR-01 to ERR-15: a wrong request gets the Status that names what is wrong. */
class BadRequestsTest {
  @AutoClose private static final ApiFixture api = new ApiFixture();

  @BeforeAll
  static void start() {
    for (List<String> object : BadRequests.existing()) {
      assertThat(api.post(object.get(0), object.get(1)).code()).isEqualTo(201);
    }
  }

  static List<BadRequest> table() {
    return BadRequests.all();
  }

  @ParameterizedTest
  @MethodSource("table")
  void aWrongRequestIsAnsweredWithWhatIsWrong(BadRequest wrong) {
    Answer answer =
        wrong.contentType().isEmpty()
            ? api.send(ApiFixture.request(wrong.method(), wrong.url()))
            : api.send(wrong.method(), wrong.url(), wrong.contentType(), wrong.body());
    assertThat(answer.code()).as(answer.body()).isEqualTo(wrong.code());
    assertThat(answer.json().kind()).isEqualTo("Status");
    assertThat(answer.json().integer("code")).isEqualTo(wrong.code());
    assertThat(answer.reason()).as(answer.body()).isEqualTo(wrong.reason());
    assertThat(answer.message()).contains(wrong.messagePart());
  }

  @Test
  void theTableIsAsLongAsItShouldBe() {
    assertThat(BadRequests.all()).hasSizeGreaterThanOrEqualTo(60);
  }
}
