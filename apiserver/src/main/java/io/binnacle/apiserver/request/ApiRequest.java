package io.binnacle.apiserver.request;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One request, free of the HTTP server that received it.
 *
 * @param method in upper case
 * @param path as sent, still percent-encoded, without the query
 * @param query the decoded parameters
 * @param body the whole body, empty (or no element) where there is none; fails with a Status of 413
 *     when it is longer than the server allows. Subscribed to at most once.
 * @param peerCertificates the client's verified chain, its own certificate first; empty without one
 * @param remoteAddress the client's address as text, for logs and audit
 */
public record ApiRequest(
    String method,
    String path,
    QueryParameters query,
    Headers headers,
    Mono<byte[]> body,
    List<X509Certificate> peerCertificates,
    @Nullable String remoteAddress) {
  public ApiRequest {
    peerCertificates = List.copyOf(peerCertificates);
  }

  /** A request without body, certificate or address, as tests and in-process callers make it. */
  public static ApiRequest of(String method, String path, @Nullable String rawQuery) {
    return new ApiRequest(
        method,
        path,
        QueryParameters.parse(rawQuery),
        Headers.none(),
        Mono.empty(),
        List.of(),
        null);
  }

  public ApiRequest withBody(String contentType, byte[] bytes) {
    return new ApiRequest(
        method,
        path,
        query,
        headers.with("Content-Type", contentType),
        Mono.just(bytes),
        peerCertificates,
        remoteAddress);
  }

  public ApiRequest withHeader(String name, String value) {
    return new ApiRequest(
        method, path, query, headers.with(name, value), body, peerCertificates, remoteAddress);
  }
}
