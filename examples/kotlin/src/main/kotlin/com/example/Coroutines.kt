package com.example

import io.github.portalocker.FileLocker
import io.github.portalocker.HeldFileLock
import io.github.portalocker.LockMode
import io.github.portalocker.LockMode.EXCLUSIVE
import java.nio.file.Path
import java.time.Duration
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/**
 * Runs [block] while the file is locked. Waiting suspends the coroutine and blocks no thread; cancelling the coroutine withdraws
 * the wait. The lock belongs to no thread, so that [block] may suspend and go on in another one.
 */
suspend fun <T> FileLocker.withLock(path: Path, mode: LockMode, block: suspend (HeldFileLock) -> T): T {
    val lock = lockAsync(path, mode)
    try {
        return block(lock.await())
    } finally {
        // Not `await().use { }`: a coroutine that is cancelled when the lock has come, but before it goes on, never gets to see it.
        if (!lock.cancel(false) && !lock.isCompletedExceptionally) {
            lock.join().close()
        }
    }
}

/** Shows that it does what it says. */
fun main(args: Array<String>) = runBlocking { // all coroutines run in this one thread
    val path = Path.of(args[0])
    val locker = FileLocker.builder().build()
    val soon = Duration.ofSeconds(10) // a lock that arrives while its wait is withdrawn is released a moment later

    // A block that kept the only thread while it waits would keep it for ever.
    var inside = 0
    val many = List(1000) {
        launch {
            locker.withLock(path, EXCLUSIVE) {
                check(++inside == 1)
                kotlinx.coroutines.yield() // others run while this one holds the lock
                inside--
            }
        }
    }
    many.forEach { it.join() }
    println("1000 coroutines, one thread, one at a time")

    // The wait of a cancelled coroutine is withdrawn.
    val holder = locker.lock(path, EXCLUSIVE)
    val waiting = launch(start = UNDISPATCHED) { locker.withLock(path, EXCLUSIVE) { error("the lock is held") } }
    waiting.cancelAndJoin()
    holder.close()
    locker.lock(path, EXCLUSIVE, soon).close() // throws if a cancelled coroutine holds it
    println("cancelled while it waits: the lock is free")

    // The lock comes while the only thread is busy here, and the coroutine is cancelled before it can go on.
    repeat(20) {
        val first = locker.lock(path, EXCLUSIVE)
        val late = launch(start = UNDISPATCHED) { locker.withLock(path, EXCLUSIVE) { error("it was cancelled before it went on") } }
        first.close()
        while (locker.tryLock(path, EXCLUSIVE)?.close() != null) {
            Thread.onSpinWait() // until the coroutine has it
        }
        late.cancelAndJoin()
        locker.lock(path, EXCLUSIVE, soon).close() // throws if a cancelled coroutine holds it
    }
    println("cancelled when the lock has come: the lock is free")
}
