package io.binnacle.manifests.status;

/** One of several things that are wrong; empty texts are left out of the JSON. */
public record StatusCause(String reason, String message, String field) {}
