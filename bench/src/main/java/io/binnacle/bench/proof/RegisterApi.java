package io.binnacle.bench.proof;

import io.binnacle.bench.http.Call;
import io.binnacle.bench.http.Line;
import io.binnacle.bench.http.Lines;
import io.binnacle.bench.http.WholeAnswer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Registers as ConfigMaps: a register's value is a field of its ConfigMap, "none" is its absence,
 * and compare-and-put is an update with the resourceVersion that came with the expected value.
 */
final class RegisterApi implements AutoCloseable {
  private static final String COLLECTION = "/api/v1/namespaces/default/configmaps";
  private static final String JSON = "application/json";
  private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*\"(\\d+)\"");
  private static final Pattern VERSION = Pattern.compile("\"resourceVersion\"\\s*:\\s*\"(\\d+)\"");

  private final Lines lines;
  private final long patienceMillis;
  private @Nullable Line line;

  /** An answer; the status is not one of HTTP where none came. */
  record Answer(int status, String body) {
    static final Answer NONE = new Answer(0, "");

    /** There was no connection, so the call was never made. */
    static final Answer NOT_SENT = new Answer(-1, "");

    long value() {
      return number(VALUE);
    }

    long resourceVersion() {
      return number(VERSION);
    }

    private long number(Pattern pattern) {
      Matcher matcher = pattern.matcher(body);
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
  }

  RegisterApi(Lines lines, long patienceMillis) {
    this.lines = lines;
    this.patienceMillis = patienceMillis;
  }

  Answer get(String key) throws InterruptedException {
    return exchange(Call.get(COLLECTION + "/" + key));
  }

  Answer create(String key, long value) throws InterruptedException {
    return exchange(Call.of("POST", COLLECTION, JSON, body(key, value, "")));
  }

  Answer update(String key, long value, long resourceVersion) throws InterruptedException {
    String version = ",\"resourceVersion\":\"" + resourceVersion + "\"";
    return exchange(Call.of("PUT", COLLECTION + "/" + key, JSON, body(key, value, version)));
  }

  private static String body(String key, long value, String version) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"default"%s},\
    "data":{"value":"%d"}}"""
        .formatted(key, version, value);
  }

  /** Never sent again: an answer that did not come says nothing about the effect. */
  private Answer exchange(Call call) throws InterruptedException {
    Line current = connection();
    if (current == null) {
      return Answer.NOT_SENT;
    }
    WholeAnswer whole = new WholeAnswer();
    try {
      current.send(call, whole);
      WholeAnswer.Answer answer = whole.await(patienceMillis);
      return new Answer(answer.status(), answer.body());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception _) {
      // Netty throws what went wrong with a connection as it is, declared or not.
      hangUp();
      return Answer.NONE;
    }
  }

  private @Nullable Line connection() throws InterruptedException {
    if (line == null) {
      try {
        line = lines.open(1, 1).getFirst();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception _) {
        return null;
      }
    }
    return line;
  }

  private void hangUp() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
