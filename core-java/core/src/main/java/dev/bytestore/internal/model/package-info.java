/** What the caches of models have in common, whichever framework the models belong to. Not API. */
@NullMarked
package dev.bytestore.internal.model;

import org.jspecify.annotations.NullMarked;
