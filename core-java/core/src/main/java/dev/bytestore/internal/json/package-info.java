/** JSON values and their text as Python spells it. Not API: may change in any release. */
@NullMarked
package dev.bytestore.internal.json;

import org.jspecify.annotations.NullMarked;
