@NullMarked
package io.binnacle.apiserver.cli.image;

import org.jspecify.annotations.NullMarked;
