package io.binnacle.manifests.tree;

/** The limits of a reader, all of them positive. */
public record ReadLimits(int bytesMax, int depthMax, int numberLengthMax, int aliasNodesMax) {}
