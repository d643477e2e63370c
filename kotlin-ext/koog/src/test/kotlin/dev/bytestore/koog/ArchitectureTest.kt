package dev.bytestore.koog

import dev.bytestore.testing.ArchitectureContract

class ArchitectureTest : ArchitectureContract() {

    override fun aClassOfTheModule(): Class<*> = CachingPromptExecutor::class.java
}
