package io.binnacle.manifests.decode;

/** The limits of a reader, all of them positive. */
public record ReadLimits(int bytesMax, int depthMax, int numberLengthMax, int aliasNodesMax) {}
