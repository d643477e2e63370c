package dev.bytestore.kotlin

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout

/**
 * Runs [call] on this thread until it waits. It is not a child of the test, because the test could
 * not end before a child that ignores its cancellation.
 */
fun startCall(call: suspend () -> Unit): Job =
    CoroutineScope(Dispatchers.Default).launch(start = CoroutineStart.UNDISPATCHED) { call() }

/** Cancels a call, which must then end without any other event. */
suspend fun Job.cancelAtOnce(): Unit = withTimeout(30.seconds) { cancelAndJoin() }
