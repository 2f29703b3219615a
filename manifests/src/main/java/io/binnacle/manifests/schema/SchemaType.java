package io.binnacle.manifests.schema;

/** The type of a node; ANY where the schema says none, as for a JSON value of any kind. */
public enum SchemaType {
  ANY,
  OBJECT,
  ARRAY,
  STRING,
  INTEGER,
  NUMBER,
  BOOLEAN,
  /** {@code x-kubernetes-int-or-string}. */
  INT_OR_STRING
}
