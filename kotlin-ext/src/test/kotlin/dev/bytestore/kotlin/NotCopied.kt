package dev.bytestore.kotlin

/**
 * A failure that a test can recognise by identity. If assertions are enabled, as in tests,
 * coroutines throw copies of exceptions that have no fields, to show where they were awaited.
 */
class NotCopied(val reason: String) : RuntimeException(reason)
