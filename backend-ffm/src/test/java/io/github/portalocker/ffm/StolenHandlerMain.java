package io.github.portalocker.ffm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockTimeoutException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Waits for a lock that another process holds; meanwhile all real-time signals get another handler. Argument: lock file. */
final class StolenHandlerMain {
    private StolenHandlerMain() {}

    @SuppressWarnings("SystemOut") // read by a test
    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend("ffm-flock").build();
        Path file = Path.of(arguments[0]);
        Thread waiter = new Thread(() -> {
            try {
                locker.lock(file, EXCLUSIVE).close();
            } catch (InterruptedException e) {
                System.out.println("interrupted");
            } catch (Exception e) {
                System.out.println(e);
            }
        });
        waiter.start();
        System.out.println("waiting");
        int unused = System.in.read();
        FfmLibc libc = FfmLibc.load();
        byte[] action = new byte[256];
        ByteBuffer.wrap(action).order(ByteOrder.nativeOrder()).putLong(0, libc.address("labs"));
        for (int signal = libc.firstRealTimeSignal(); signal <= libc.lastRealTimeSignal(); signal++) {
            libc.sigaction(signal, action, null);
        }
        waiter.interrupt();
        waiter.join();
        try {
            locker.lock(file, EXCLUSIVE, Duration.ofMillis(100)).close();
        } catch (LockTimeoutException e) {
            System.out.println("timed out");
        }
    }
}
