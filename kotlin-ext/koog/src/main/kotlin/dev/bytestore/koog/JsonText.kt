package dev.bytestore.koog

/** JSON in the order of its text, because a provider gets it in this order. */
internal class JsonText(@Suppress("unused") private val json: String)
