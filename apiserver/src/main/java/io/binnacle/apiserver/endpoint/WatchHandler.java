package io.binnacle.apiserver.endpoint;

import io.binnacle.apiserver.negotiation.AcceptHeader;
import io.binnacle.apiserver.negotiation.ObjectViews;
import io.binnacle.apiserver.registry.ResourceRegistry;
import io.binnacle.apiserver.registry.listing.ListQuery;
import io.binnacle.apiserver.registry.listing.ListReader;
import io.binnacle.apiserver.reply.ApiReply;
import io.binnacle.apiserver.reply.ReplyWriter;
import io.binnacle.apiserver.request.ListParameters;
import io.binnacle.apiserver.storage.ObjectSelector;
import io.binnacle.apiserver.storage.ResourceVersions;
import io.binnacle.apiserver.stream.WatchPlan;
import io.binnacle.apiserver.stream.WatchStreams;
import io.binnacle.store.Revision;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/** Watches (WATCH-nn). */
final class WatchHandler {
  /** Twice this at most, so that the watches of one client do not all end together (WATCH-07). */
  private static final long TIMEOUT_SECONDS_MIN = 1_800;

  /** A day: longer watches gain nothing, and timers of any length overflow somewhere. */
  private static final long TIMEOUT_SECONDS_MAX = 86_400;

  private final ResourceRegistry registry;
  private final WatchStreams streams;
  private final LongSupplier epochSeconds;
  private final RandomGenerator random;

  WatchHandler(
      ResourceRegistry registry,
      WatchStreams streams,
      LongSupplier epochSeconds,
      RandomGenerator random) {
    this.registry = registry;
    this.streams = streams;
    this.epochSeconds = epochSeconds;
    this.random = random;
  }

  Mono<ApiReply> handle(ResourceCall call) {
    ObjectViews views = RequestOptions.views(call, AcceptHeader.Target.WATCH, epochSeconds);
    ListParameters parameters = ListParameters.parse(call.request().query());
    parameters.checkWatch();
    // A name in the path of the legacy URL watches that one object (URL-07).
    String pinned = call.info().namesObject() ? call.info().name() : "";
    ObjectSelector selector = RequestOptions.selector(call.type(), parameters, pinned);
    Duration timeout = timeout(parameters.timeoutSeconds());
    return start(call, parameters, selector)
        .map(
            start ->
                new WatchPlan(
                    views,
                    call.namespace(),
                    selector,
                    start,
                    parameters.allowWatchBookmarks(),
                    timeout))
        .map(streams::watch)
        .map(
            watch ->
                ReplyWriter.events(
                    views.streamContentType(), watch.chunks(), watch.chunkWritten()));
  }

  private Duration timeout(long wishedSeconds) {
    long seconds =
        wishedSeconds > 0
            ? Math.min(wishedSeconds, TIMEOUT_SECONDS_MAX)
            : TIMEOUT_SECONDS_MIN + random.nextLong(TIMEOUT_SECONDS_MIN);
    return Duration.ofSeconds(seconds);
  }

  private Mono<WatchPlan.Start> start(
      ResourceCall call, ListParameters parameters, ObjectSelector selector) {
    String resourceVersion = parameters.resourceVersion();
    boolean anyState =
        resourceVersion.isEmpty() || ResourceVersions.parse(resourceVersion).number() == 0;
    Boolean wished = parameters.sendInitialEvents();
    boolean withState = wished == null ? anyState : wished;
    if (withState) {
      ListQuery query = new ListQuery(call.namespace(), selector, 0, "", resourceVersion, false);
      return registry.list(call.type(), query).map(WatchPlan.Start.WithState::new);
    }
    if (anyState) {
      return registry
          .storage()
          .viewToList(call.type(), ListReader.freshness(resourceVersion))
          .map(view -> new WatchPlan.Start.Behind(view.revision()));
    }
    Revision after = ResourceVersions.parse(resourceVersion);
    return Mono.just(new WatchPlan.Start.Behind(after));
  }
}
