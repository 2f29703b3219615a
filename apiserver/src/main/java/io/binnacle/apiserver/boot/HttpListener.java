package io.binnacle.apiserver.boot;

import io.binnacle.apiserver.http.HttpAdapter;
import io.binnacle.apiserver.http.ProtocolLimits;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Spring Boot's reactive web server on an event loop group of its own. Its context holds two beans,
 * registered as functions: nothing is scanned, so a start costs little.
 */
final class HttpListener implements AutoCloseable {
  private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final Duration LOOP_STOP_TIMEOUT = Duration.ofSeconds(2);

  private final LoopResources loops;
  private final ReactiveWebServerApplicationContext context;

  private HttpListener(LoopResources loops, ReactiveWebServerApplicationContext context) {
    this.loops = loops;
    this.context = context;
  }

  private record Protocol(SslContext tls, Runnable handshakeFailed) {}

  /**
   * Opens the listener.
   *
   * @param handshakeFailed called for each TLS handshake that did not succeed
   * @throws StartFailedException with a message of one line
   */
  static HttpListener open(
      ServerOptions options, SslContext tls, HttpAdapter adapter, Runnable handshakeFailed) {
    LoopResources loops =
        LoopResources.create("http-" + options.member().name(), 1, EVENT_LOOPS, true);
    ReactiveWebServerApplicationContext context = new ReactiveWebServerApplicationContext();
    context.registerBean(
        ReactiveWebServerFactory.class,
        () -> factory(options, new Protocol(tls, handshakeFailed), loops, adapter));
    context.registerBean(HttpHandler.class, () -> HttpListener::notRouted);
    HttpListener listener = new HttpListener(loops, context);
    try {
      context.refresh();
      return listener;
    } catch (RuntimeException e) {
      listener.close();
      throw startFailed(options, e);
    }
  }

  /**
   * Asks early, so that a port in use leaves no data directory behind; who takes the port after
   * that is found by {@link #open}.
   */
  static void requireFreePort(ServerOptions options) {
    int port = options.serving().securePort();
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address(options.serving().bindAddress()), port));
    } catch (BindException e) {
      throw startFailed(options, e);
    } catch (IOException e) {
      throw new StartFailedException(
          "cannot listen on %s:%d: %s"
              .formatted(options.serving().bindAddress(), port, e.getMessage()),
          e);
    }
  }

  private static NettyReactiveWebServerFactory factory(
      ServerOptions options, Protocol protocol, LoopResources loops, HttpAdapter adapter) {
    NettyReactiveWebServerFactory factory =
        new NettyReactiveWebServerFactory(options.serving().securePort());
    factory.setAddress(address(options.serving().bindAddress()));
    factory.setShutdown(Shutdown.GRACEFUL);
    factory.addServerCustomizers(
        server ->
            ProtocolLimits.apply(
                server,
                protocol.tls(),
                loops,
                options.requests().requestTimeout(),
                protocol.handshakeFailed()));
    // Boot's own hook for routes below Spring's handler: the pipeline gets every request as it
    // came, also those whose target Spring could not read as a URI.
    factory.addRouteProviders(routes -> routes.route(_ -> true, adapter::serve));
    return factory;
  }

  /** Boot wants a handler behind the routes; the one route takes everything. */
  private static Mono<Void> notRouted(ServerHttpRequest request, ServerHttpResponse response) {
    return Mono.error(new IllegalStateException("a request passed by the one route"));
  }

  int port() {
    return webServer().getPort();
  }

  private WebServer webServer() {
    return Objects.requireNonNull(context.getWebServer(), "the context starts a web server");
  }

  /** Takes no more connections and waits for the requests under way. */
  void drain(Duration grace) throws InterruptedException {
    CountDownLatch drained = new CountDownLatch(1);
    webServer().shutDownGracefully(_ -> drained.countDown());
    drained.await(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    context.close();
    loops.disposeLater(Duration.ZERO, LOOP_STOP_TIMEOUT).block(LOOP_STOP_TIMEOUT.plusSeconds(1));
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new StartFailedException("--bind-address " + host + " is no address", e);
    }
  }

  private static StartFailedException startFailed(ServerOptions options, Throwable failure) {
    String place = options.serving().bindAddress() + ":" + options.serving().securePort();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case StartFailedException expected -> {
          return expected;
        }
        case PortInUseException inUse -> {
          return new StartFailedException("port " + inUse.getPort() + " is already in use", cause);
        }
        case BindException _ -> {
          return new StartFailedException(
              "cannot listen on " + place + ": " + cause.getMessage(), cause);
        }
        default -> {}
      }
    }
    String what = failure instanceof WebServerException ? "web server" : "listener";
    return new StartFailedException(
        "the " + what + " on " + place + " failed: " + failure, failure);
  }
}
