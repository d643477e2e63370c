/** Futures, pools and checks that all modules share. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal;

import org.jspecify.annotations.NullMarked;
