package dev.bytestore.kotlin

import dev.bytestore.BlockingByteStore
import dev.bytestore.ByteStore
import dev.bytestore.InMemoryByteStore
import dev.bytestore.KeyPage
import dev.bytestore.cassandra.CassandraByteStore
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.collections.shouldExist
import java.lang.reflect.Method
import java.lang.reflect.Modifier.isPublic
import java.lang.reflect.Type
import kotlin.reflect.KFunction
import kotlin.reflect.full.extensionReceiverParameter
import kotlin.reflect.full.valueParameters
import kotlin.reflect.jvm.javaType
import kotlin.reflect.jvm.jvmErasure

/** The Kotlin functions that no method of [ByteStore] stands behind, and why they are there. */
private val kotlinOnly =
    mapOf(
        "mset(vararg entries)" to "pairs are how Kotlin writes a map in place",
        "cassandraByteStore(session, configure)" to "is for the builder of one kind of store",
    )

/** That the three views of a store have the same operations. */
class ParitySpec :
    FunSpec({
        val asynchronous = ByteStore::class.java.methods.filter { it.name.endsWith("Async") }

        test("the contract has operations to compare") {
            asynchronous.map { it.name }.distinct() shouldContainExactlyInAnyOrder
                listOf(
                    "mgetAsync",
                    "msetAsync",
                    "mdeleteAsync",
                    "yieldKeysAsync",
                    "ensureSetupAsync",
                )
        }

        test("the blocking view has each operation with the same parameters, and no other") {
            val blocking =
                BlockingByteStore::class.java.declaredMethods.filter { isPublic(it.modifiers) }

            blocking.map { Operation.of(it) } shouldContainExactlyInAnyOrder
                asynchronous.map { Operation.of(it) }
        }

        test("each operation can be called from Kotlin with the same parameters") {
            asynchronous
                .map { Operation.of(it) }
                .forAll { operation -> kotlinFunctions.shouldExist { it.accepts(operation) } }
        }

        test("each Kotlin function is one of the operations, or has a reason not to be") {
            val operations = asynchronous.map { Operation.of(it) }

            val others = kotlinFunctions.filter { function -> operations.none(function::accepts) }

            others.map { it.signature() } shouldContainExactlyInAnyOrder kotlinOnly.keys
        }

        test("no public type has a member that would be called instead of a Kotlin function") {
            val contract =
                publicClassesBeside(ByteStore::class.java).filter {
                    ByteStore::class.java.isAssignableFrom(it) || it == KeyPage::class.java
                }
            val names = kotlinFunctions.map { it.name }.toSet()

            contract shouldContainAll
                listOf(
                    ByteStore::class.java,
                    KeyPage::class.java,
                    InMemoryByteStore::class.java,
                    CassandraByteStore::class.java,
                )
            for (type in contract) {
                withClue(type) { type.methods.filter { it.name in names }.shouldBeEmpty() }
            }
        }

        test("all that is public for Kotlin is functions") {
            publicClassesBeside(facade) shouldContainExactly listOf(facade)
            facade.fields.shouldBeEmpty()
            kotlinFunctions.map { it.name } shouldContain "mget"
        }
    })

/** A name without the suffix of futures, and what is to be passed by which name. */
private data class Operation(val name: String, val parameters: List<Pair<String, Type>>) {

    companion object {
        fun of(method: Method): Operation =
            Operation(
                method.name.removeSuffix("Async"),
                method.parameters.map { it.name to it.parameterizedType },
            )
    }
}

/** Whether this can be called on a store with exactly the parameters of [operation]. */
private fun KFunction<*>.accepts(operation: Operation): Boolean {
    val parameters = valueParameters.map { it.name to it.type.javaType }
    return name == operation.name &&
        extensionReceiverParameter?.type?.jvmErasure == ByteStore::class &&
        parameters.containsAll(operation.parameters) &&
        valueParameters
            .filter { (it.name to it.type.javaType) !in operation.parameters }
            .all { it.isOptional }
}

private fun KFunction<*>.signature(): String =
    valueParameters.joinToString(prefix = "$name(", postfix = ")") {
        if (it.isVararg) "vararg ${it.name}" else "${it.name}"
    }
