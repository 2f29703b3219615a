/**
 * Deletes what nobody owns any more, and carries out foreground and orphan deletion.
 *
 * <p>In: the attachments of all objects, through cursors; out: deletes and updates with
 * preconditions. Threads: the caller's. Must not know: HTTP, which replica leads.
 */
@NullMarked
package io.binnacle.apiserver.controller.garbagecollection;

import org.jspecify.annotations.NullMarked;
