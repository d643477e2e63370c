package dev.bytestore.kotlin

import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.astra.AstraDbConnection
import dev.bytestore.astra.AstraDbLlmCache
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.cassandra.CassandraLlmCache
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldNotBeEmpty
import java.time.Duration
import kotlin.reflect.jvm.javaMethod

class DurationSpec :
    FunSpec({
        val builders =
            listOf(
                CassandraByteStore.Builder::class,
                CassandraLlmCache.Builder::class,
                AstraDbConnection.Builder::class,
                AstraDbByteStore.Builder::class,
                AstraDbLlmCache.Builder::class,
            )

        for (builder in builders) {
            test("each option of $builder that is a duration takes Kotlin's Duration too") {
                val options =
                    builder.java.methods
                        .filter { it.parameterTypes.asList() == listOf(Duration::class.java) }
                        .map { it.name }
                        .distinct()
                val functions =
                    kotlinFunctions.filter {
                        // To the JVM, Kotlin's Duration is a long.
                        checkNotNull(it.javaMethod).parameterTypes.asList() ==
                            listOf(builder.java, Long::class.javaPrimitiveType)
                    }

                options.shouldNotBeEmpty()
                for (option in options) {
                    withClue(option) { functions.map { it.name } shouldContain option }
                }
            }
        }
    })
