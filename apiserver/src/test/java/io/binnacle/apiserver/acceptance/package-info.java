/**
 * Real clients against real processes: clusters started as a user starts them, driven by kubectl,
 * fabric8, the official Java client and HAProxy, and killed with SIGKILL.
 */
package io.binnacle.apiserver.acceptance;
