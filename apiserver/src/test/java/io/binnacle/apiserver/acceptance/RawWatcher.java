package io.binnacle.apiserver.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The strictest client there is: it watches from a resourceVersion, writes every event down, and
 * when the stream breaks goes on behind the last event it has seen. It never lists, so nothing can
 * hide a gap or a double.
 */
final class RawWatcher implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final OkHttpClient client;
  private final String collectionUrl;
  private final Thread thread;
  private final List<Change> changes = new ArrayList<>();
  private long resourceVersion;
  private int streams;
  private String fault = "";
  private volatile Call call;
  private volatile boolean closed;

  RawWatcher(OkHttpClient client, String collectionUrl, long resourceVersion) {
    this.client = client.newBuilder().readTimeout(0, TimeUnit.SECONDS).build();
    this.collectionUrl = collectionUrl;
    this.resourceVersion = resourceVersion;
    this.thread = Thread.ofVirtual().name("watcher of " + collectionUrl).start(this::run);
  }

  /** All changes seen so far. */
  synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  /** How many times a stream was opened. */
  synchronized int streams() {
    return streams;
  }

  /** Empty while everything the server said could be understood. */
  synchronized String fault() {
    return fault;
  }

  private void run() {
    while (!closed && fault().isEmpty()) {
      try {
        watchOnce();
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (IOException _) {
        // The replica was killed or cannot answer yet: go on where the stream broke.
        pause();
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchOnce() throws IOException {
    long from;
    synchronized (this) {
      from = resourceVersion;
      streams++;
    }
    Request request =
        new Request.Builder()
            .url(collectionUrl + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from)
            .build();
    call = client.newCall(request);
    try (Response response = call.execute()) {
      if (response.code() >= 500 || response.code() == 429) {
        throw new IOException("not ready: " + response.code());
      }
      if (response.code() != 200) {
        fail("status " + response.code() + " for a watch from " + from);
        return;
      }
      BufferedSource source = response.body().source();
      for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
        take(JSON.readTree(line));
      }
    }
  }

  private synchronized void take(JsonNode event) {
    String type = event.get("type").asString();
    if (type.equals("ERROR")) {
      fail(event.toString());
      return;
    }
    JsonNode metadata = event.get("object").get("metadata");
    long seen = Long.parseLong(metadata.get("resourceVersion").asString());
    if (!type.equals("BOOKMARK")) {
      changes.add(new Change(type, metadata.get("name").asString(), seen));
    }
    resourceVersion = Math.max(resourceVersion, seen);
  }

  private synchronized void fail(String why) {
    fault = why;
  }

  @Override
  public void close() {
    closed = true;
    Call running = call;
    if (running != null) {
      running.cancel();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
