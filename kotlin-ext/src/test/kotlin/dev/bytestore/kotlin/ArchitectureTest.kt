package dev.bytestore.kotlin

import dev.bytestore.testing.ArchitectureContract

class ArchitectureTest : ArchitectureContract() {

    // Kotlin has no name for the class of a file's functions.
    override fun aClassOfTheModule(): Class<*> = Class.forName("dev.bytestore.kotlin.ByteStoresKt")
}
