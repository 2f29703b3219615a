@NullMarked
package io.binnacle.apiserver.http;

import org.jspecify.annotations.NullMarked;
