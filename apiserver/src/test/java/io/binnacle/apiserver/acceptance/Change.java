package io.binnacle.apiserver.acceptance;

/**
 * One change of one object as a client sees it.
 *
 * @param type ADDED, MODIFIED or DELETED
 */
record Change(String type, String name, long resourceVersion) {}
