/** Setup and writes, as all backends share them. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.store;

import org.jspecify.annotations.NullMarked;
