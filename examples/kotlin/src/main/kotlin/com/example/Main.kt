package com.example

import io.github.portalocker.LockMode.EXCLUSIVE
import io.github.portalocker.LockMode.SHARED
import io.github.portalocker.LockTimeoutException
import io.github.portalocker.Portalocker
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CompletionException

/** Holds a file until the input ends. `use` closes a lock, as it closes all else that is `Closeable`. */
fun main(args: Array<String>) {
    val path = Path.of(args[0])

    // A try: null, if another program has the lock.
    Portalocker.tryLock(path, EXCLUSIVE)?.use { lock -> check(lock.isValid) } ?: return refusedByDeadline(path)

    // A future, which gives up after the timeout.
    Portalocker.lockAsync(path, SHARED, Duration.ofSeconds(10)).join().use { lock -> check(lock.mode() == SHARED) }

    // A wait that ends with an exception after the timeout.
    Portalocker.lock(path, EXCLUSIVE, Duration.ofSeconds(10)).use { lock ->
        println("locked with ${lock.backend()}")
        System.`in`.read()
    }
}

/** Two other ways to be refused. */
private fun refusedByDeadline(path: Path) {
    val timeout = Duration.ofMillis(100)
    try {
        Portalocker.lockAsync(path, EXCLUSIVE, timeout).join().use { println("two programs hold $path") }
    } catch (e: CompletionException) {
        check(e.cause is LockTimeoutException)
    }
    try {
        Portalocker.lock(path, EXCLUSIVE, timeout).use { println("two programs hold $path") }
    } catch (e: LockTimeoutException) {
        println("refused: ${e.message}")
    }
}
