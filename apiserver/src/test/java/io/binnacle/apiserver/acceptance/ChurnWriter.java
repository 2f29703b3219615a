package io.binnacle.apiserver.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates, updates and deletes ConfigMaps as fast as the server answers, each thread its own names,
 * and keeps what was acknowledged. A reply that did not come leaves the name undecided, and the
 * next write of it finds out.
 */
final class ChurnWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final int NAMES_PER_THREAD = 40;

  private final OkHttpClient client;
  private final String collectionUrl;
  private final int threads;
  private final int writesPerThread;
  private final AtomicInteger done = new AtomicInteger();
  private final List<Change> acknowledged = new ArrayList<>();
  private final AtomicInteger undecided = new AtomicInteger();
  private final CountDownLatch finished;

  ChurnWriter(OkHttpClient client, String collectionUrl, int threads, int writes) {
    this.client = client;
    this.collectionUrl = collectionUrl;
    this.threads = threads;
    this.writesPerThread = writes / threads;
    this.finished = new CountDownLatch(threads);
  }

  void start() {
    for (int i = 0; i < threads; i++) {
      int thread = i;
      Thread.ofVirtual().name("writer " + thread).start(() -> write(thread));
    }
  }

  /** Writes that ended, acknowledged or not. */
  int done() {
    return done.get();
  }

  int undecided() {
    return undecided.get();
  }

  CountDownLatch finished() {
    return finished;
  }

  /** What the server said it has done. */
  List<Change> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  private void write(int thread) {
    Random random = new Random(thread);
    Map<String, Boolean> exists = new HashMap<>();
    try {
      for (int i = 0; i < writesPerThread; i++) {
        String name = "t" + thread + "-" + random.nextInt(NAMES_PER_THREAD);
        int kind = random.nextInt(10);
        while (!attempt(exists, name, kind, i)) {
          undecided.incrementAndGet();
          Thread.sleep(20);
        }
        done.incrementAndGet();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      finished.countDown();
    }
  }

  /** False where no definite answer came. */
  private boolean attempt(Map<String, Boolean> exists, String name, int kind, int round) {
    boolean present = exists.getOrDefault(name, false);
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"round\":\"%d\"}}"
            .formatted(name, round);
    try {
      if (!present) {
        return settle(exists, "ADDED", name, send("POST", collectionUrl, body), true, 409);
      }
      if (kind < 2) {
        return settle(
            exists, "DELETED", name, send("DELETE", collectionUrl + "/" + name, ""), false, 404);
      }
      return settle(
          exists, "MODIFIED", name, send("PUT", collectionUrl + "/" + name, body), true, 404);
    } catch (IOException _) {
      return false;
    }
  }

  private record Answer(int code, String body) {}

  private Answer send(String method, String url, String body) throws IOException {
    RequestBody requestBody = body.isEmpty() ? null : RequestBody.create(body, JSON_TYPE);
    Request request = new Request.Builder().url(url).method(method, requestBody).build();
    try (Response response = client.newCall(request).execute()) {
      return new Answer(response.code(), response.body().string());
    }
  }

  private boolean settle(
      Map<String, Boolean> exists,
      String type,
      String name,
      Answer answer,
      boolean after,
      int other) {
    if (answer.code() == other) {
      // An earlier try of ours without an answer was carried out after all.
      exists.put(name, !exists.getOrDefault(name, false));
      return true;
    }
    if (answer.code() != 200 && answer.code() != 201) {
      if (answer.code() < 500 && answer.code() != 429) {
        throw new AssertionError(type + " of " + name + ": " + answer);
      }
      return false;
    }
    exists.put(name, after);
    JsonNode version = JSON.readTree(answer.body()).path("metadata").path("resourceVersion");
    if (!type.equals("DELETED") && version.isString()) {
      synchronized (acknowledged) {
        acknowledged.add(new Change(type, name, Long.parseLong(version.asString())));
      }
    }
    return true;
  }
}
