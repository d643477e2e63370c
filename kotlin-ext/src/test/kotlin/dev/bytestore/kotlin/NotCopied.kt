package dev.bytestore.kotlin

/**
 * A failure that can be told by identity: when assertions are on, as in tests, coroutines throw
 * copies of exceptions that have no state of their own, to show where they were awaited.
 */
class NotCopied(val reason: String) : RuntimeException(reason)
