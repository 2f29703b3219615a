package io.binnacle.consensus.wal;

/**
 * @param directory in the disk, of nothing but the log
 * @param segmentBytes of one preallocated segment; a larger batch gets a larger one
 * @param reserveBytes of the file that becomes the last segment when the disk is full
 */
public record WalOptions(
    String directory, long clusterId, long memberId, int segmentBytes, int reserveBytes) {
  SegmentHeader.Owner owner() {
    return new SegmentHeader.Owner(clusterId, memberId);
  }
}
