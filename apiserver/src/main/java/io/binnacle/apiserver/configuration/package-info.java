/**
 * Values of flags from property files, found and read as Spring Boot finds and reads them.
 *
 * <p>In: names of properties; out: texts. Threads: the one that starts the program. Must not know:
 * which flags there are.
 */
@NullMarked
package io.binnacle.apiserver.configuration;

import org.jspecify.annotations.NullMarked;
