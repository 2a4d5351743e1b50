package com.example

import io.github.portalocker.LockMode.EXCLUSIVE
import io.github.portalocker.Portalocker
import java.nio.file.Path

/** Must not compile: a try may return null. `examples/run` checks that the compiler says so. */
fun useOfWhatMayBeNull(path: Path) {
    Portalocker.tryLock(path, EXCLUSIVE).close()
}

/** Must not compile: nothing else in the library takes or returns null. */
fun nullWhereNoneIsTaken(path: Path) {
    Portalocker.lockAsync(path, null)
}
