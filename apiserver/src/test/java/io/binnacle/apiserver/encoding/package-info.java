@NullMarked
package io.binnacle.apiserver.encoding;

import org.jspecify.annotations.NullMarked;
