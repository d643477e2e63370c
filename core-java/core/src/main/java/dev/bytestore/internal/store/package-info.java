/** What the stores of all backends do alike. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.store;

import org.jspecify.annotations.NullMarked;
