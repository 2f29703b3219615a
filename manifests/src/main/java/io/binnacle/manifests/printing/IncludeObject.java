package io.binnacle.manifests.printing;

/** How much of the object goes with each row. */
public enum IncludeObject {
  /** Its metadata, as a PartialObjectMetadata. */
  METADATA,
  /** All of it. */
  OBJECT,
  /** Nothing. */
  NONE
}
