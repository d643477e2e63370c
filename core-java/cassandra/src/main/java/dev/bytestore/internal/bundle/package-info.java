/** Secure connect bundles of Astra DB: where they come from, and what the driver wants of them. */
@NullMarked
package dev.bytestore.internal.bundle;

import org.jspecify.annotations.NullMarked;
