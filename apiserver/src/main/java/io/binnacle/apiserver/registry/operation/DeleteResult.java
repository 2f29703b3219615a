package io.binnacle.apiserver.registry.operation;

import io.binnacle.apiserver.storage.StoredObject;

/**
 * @param object its last state, or the state in which it waits for its finalizers
 * @param removed whether it is gone
 */
public record DeleteResult(StoredObject object, boolean removed) {}
