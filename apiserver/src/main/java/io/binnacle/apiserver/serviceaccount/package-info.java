/**
 * Tokens of service accounts: how they are made, and who presents one.
 *
 * <p>In: requests for tokens, requests that carry one. Out: signed tokens, users. The key is a
 * Secret, so that every replica has the same. Threads: event loops; nothing blocks. Must not know:
 * HTTP beyond the headers of a request.
 */
@NullMarked
package io.binnacle.apiserver.serviceaccount;

import org.jspecify.annotations.NullMarked;
