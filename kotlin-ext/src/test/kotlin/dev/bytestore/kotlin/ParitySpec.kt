package dev.bytestore.kotlin

import dev.bytestore.BlockingByteStore
import dev.bytestore.BlockingLlmCache
import dev.bytestore.BlockingTypedStore
import dev.bytestore.ByteStore
import dev.bytestore.DocumentStore
import dev.bytestore.InMemoryByteStore
import dev.bytestore.InMemoryLlmCache
import dev.bytestore.KeyPage
import dev.bytestore.LlmCache
import dev.bytestore.TypedStore
import dev.bytestore.astra.AstraDbByteStore
import dev.bytestore.astra.AstraDbLlmCache
import dev.bytestore.cassandra.CassandraByteStore
import dev.bytestore.cassandra.CassandraLlmCache
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.collections.shouldExist
import java.lang.reflect.Method
import java.lang.reflect.Modifier.isPublic
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type
import java.time.Duration
import java.util.function.Supplier
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KType
import kotlin.reflect.full.extensionReceiverParameter
import kotlin.reflect.full.valueParameters
import kotlin.reflect.jvm.javaMethod
import kotlin.reflect.jvm.javaType

/** The operations that only exist with futures, and what replaces them in the other views. */
private val futuresOnly =
    mapOf("forEachKey" to "blocking callers have a Stream of the keys, coroutines have a Flow")

private val contracts =
    listOf(
        Contract(
            ByteStore::class,
            BlockingByteStore::class,
            names = listOf("mget", "mset", "mdelete", "yieldKeys", "ensureSetup"),
            types =
                listOf(
                    KeyPage::class,
                    InMemoryByteStore::class,
                    CassandraByteStore::class,
                    AstraDbByteStore::class,
                ),
        ),
        Contract(
            TypedStore::class,
            BlockingTypedStore::class,
            names = listOf("mget", "mset", "mdelete", "yieldKeys", "ensureSetup"),
            types = listOf(DocumentStore::class),
        ),
        Contract(
            LlmCache::class,
            BlockingLlmCache::class,
            names =
                listOf(
                    "lookup",
                    "update",
                    "getOrPut",
                    "delete",
                    "deleteThroughLlm",
                    "clear",
                    "ensureSetup",
                ),
            types =
                listOf(InMemoryLlmCache::class, CassandraLlmCache::class, AstraDbLlmCache::class),
        ),
    )

/** The Kotlin functions that do not belong to a method of an interface, and why they exist. */
private val kotlinOnly =
    mapOf(
        "mset(vararg entries)" to "pairs are how Kotlin writes a map in place",
        "mget(vararg keys)" to "a few keys, for destructuring",
        "mdelete(vararg keys)" to "a few keys",
        "ttl(ttl)" to "takes Kotlin's Duration",
        "requestTimeout(requestTimeout)" to "takes Kotlin's Duration",
        "setupTimeout(setupTimeout)" to "takes Kotlin's Duration",
        "callTimeout(callTimeout)" to "takes Kotlin's Duration",
        "cassandraByteStore(session, configure)" to "is for the builder of one kind of store",
        "cassandraLlmCache(session, configure)" to "is for the builder of one kind of cache",
        "astraDbByteStore(connection, configure)" to "is for the builder of one kind of store",
        "astraDbLlmCache(connection, configure)" to "is for the builder of one kind of cache",
        "cassandraByteStore(connection, configure)" to "the same, on a connection or the default",
        "cassandraLlmCache(connection, configure)" to "the same, on a connection or the default",
        "cassandraConnection(builder, configure)" to
            "stands for connectAsync: a builder has a member connect, which Kotlin would call",
    )

/** The three views of a store, and those of a cache, have the same operations. */
class ParitySpec :
    FunSpec({
        for (contract in contracts) {
            context(checkNotNull(contract.futures.simpleName)) {
                test("the contract has operations to compare") {
                    contract.operations.map { it.name }.distinct() shouldContainExactlyInAnyOrder
                        contract.names
                }

                test("the blocking view has each operation with the same parameters, no other") {
                    contract.blockingOperations shouldContainExactlyInAnyOrder contract.operations
                }

                test("each operation can be called from Kotlin with the same parameters") {
                    contract.operations.forAll { operation ->
                        contract.functions.shouldExist { it.accepts(operation) }
                    }
                }

                test("no public type has a member that would be called instead of a function") {
                    val names = contract.functions.map { it.name }.toSet()

                    contract.publicTypes shouldContainAll contract.types
                    for (type in contract.publicTypes) {
                        withClue(type) {
                            type.java.methods.filter { it.name in names }.shouldBeEmpty()
                        }
                    }
                }
            }
        }

        test("each operation that futures alone have is one of a contract") {
            contracts.flatMap { it.futures.java.methods.map(Method::getName) } shouldContainAll
                futuresOnly.keys.map { it + "Async" }
        }

        test("each Kotlin function is one of the operations, or has a reason not to be") {
            val others = kotlinFunctions - contracts.flatMap { it.functionsOfOperations }.toSet()

            others.map { it.signature() }.distinct() shouldContainExactlyInAnyOrder kotlinOnly.keys
        }

        test("all that is public for Kotlin is functions") {
            publicClasses shouldContainExactly fileFacades
            fileFacades.flatMap { it.fields.asList() }.shouldBeEmpty()
            kotlinFunctions.map { it.name } shouldContainAll contracts.flatMap { it.names }
        }
    })

/**
 * The same operations, once with [futures] and once [blocking].
 *
 * @param types public types that Kotlin functions extend or return, in addition to [futures]
 */
private class Contract(
    val futures: KClass<*>,
    blocking: KClass<*>,
    val names: List<String>,
    val types: List<KClass<*>>,
) {
    val operations =
        futures.java.methods
            .filter { it.name.endsWith("Async") }
            .map(::Operation)
            .filter { it.name !in futuresOnly }

    val blockingOperations =
        blocking.java.declaredMethods.filter { isPublic(it.modifiers) }.map(::Operation)

    val functions =
        kotlinFunctions.filter {
            it.extensionReceiverParameter != null &&
                checkNotNull(it.javaMethod).parameterTypes.first() == futures.java
        }

    val functionsOfOperations = functions.filter { operations.any(it::accepts) }

    val publicTypes =
        (types + futures)
            .flatMap { publicClassesBeside(it.java) }
            .distinct()
            .filter { futures.java.isAssignableFrom(it) || it.kotlin in types }
            .map { it.kotlin }
}

/** The name of an operation without `Async`, and the names and types of its parameters. */
private data class Operation(val name: String, val parameters: List<Pair<String, String>>) {

    constructor(
        method: Method
    ) : this(
        method.name.removeSuffix("Async"),
        method.parameters.map { it.name to it.parameterizedType.compared() },
    )
}

/**
 * A function parameter returns a future, returns a value, or suspends, depending on the view. So
 * only its name must be the same in all views. Types are compared by their names, because each view
 * has a type variable of its own.
 */
private fun Type.compared(): String {
    val isFunction =
        this is ParameterizedType && rawType in listOf(Supplier::class.java, Function1::class.java)
    return if (isFunction) "a function" else typeName
}

/** Returns whether this can be called with exactly the parameters of [operation]. */
private fun KFunction<*>.accepts(operation: Operation): Boolean {
    val parameters = valueParameters.map { it.name to it.type.inJava().compared() }
    return name == operation.name &&
        parameters.containsAll(operation.parameters) &&
        valueParameters
            .filter { (it.name to it.type.inJava().compared()) !in operation.parameters }
            .all { it.isOptional }
}

/** Returns the type of the corresponding Java parameter. */
private fun KType.inJava(): Type =
    if (classifier == kotlin.time.Duration::class) Duration::class.java else javaType

private fun KFunction<*>.signature(): String =
    valueParameters.joinToString(prefix = "$name(", postfix = ")") {
        if (it.isVararg) "vararg ${it.name}" else "${it.name}"
    }
