package io.github.portalocker.recipes;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.HeldFileLock;
import org.jspecify.annotations.Nullable;

/** The only instance, as later starts see it. Whatever it does to the files, it does while it holds the lock. */
final class InstanceServer {
    /** Of a path of a Unix domain socket: Linux allows 107 bytes, macOS 103. */
    private static final int LONGEST_PATH = 100;

    private static final int MOST_CONNECTIONS = 64;

    /** How long a later start may take to say what it wants. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String FAR_SOCKET = "portalocker-instance";

    private final InstanceFiles files;
    private final HeldFileLock lock;
    private final SingleInstance.Handler handler;
    private final ServerSocketChannel server;
    private final InstanceAddress address;
    private final String user;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    /** Held while a request is handled. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final AtomicBoolean closing = new AtomicBoolean();

    /** Requests whose turn has not come are not handled any more. */
    private volatile boolean closed;

    private InstanceServer(
            InstanceFiles files,
            HeldFileLock lock,
            SingleInstance.Handler handler,
            ServerSocketChannel server,
            InstanceAddress address)
            throws IOException {
        this.files = files;
        this.lock = lock;
        this.handler = handler;
        this.server = server;
        this.address = address;
        this.user = Files.getOwner(files.lock()).getName();
    }

    /** Takes the lock over, and releases it if this fails. */
    static InstanceServer start(InstanceFiles files, HeldFileLock lock, SingleInstance.Handler handler, boolean sockets)
            throws IOException {
        try {
            removeWhatIsLeft(files);
            ServerSocketChannel server = null;
            InstanceAddress address = null;
            if (sockets) {
                Path path = socketPath(files);
                server = listen(path);
                address = new InstanceAddress(path, 0, "");
            }
            if (server == null || address == null) {
                server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                address = new InstanceAddress(
                        null, ((InetSocketAddress) server.getLocalAddress()).getPort(), newSecret());
            }
            try {
                InstanceServer instance = new InstanceServer(files, lock, handler, server, address);
                address.write(files.address());
                instance.startThread("portalocker instance " + files.name(), instance::accept);
                return instance;
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** What a killed instance left, a socket far away too. */
    private static void removeWhatIsLeft(InstanceFiles files) throws IOException {
        if (Files.exists(files.address())) {
            try {
                removeSocket(InstanceAddress.read(files.address()));
            } catch (IOException e) {
                Files.deleteIfExists(files.address()); // it says nothing that is of use
            }
        }
        Files.deleteIfExists(files.address());
        Files.deleteIfExists(files.socket());
    }

    private static void removeSocket(InstanceAddress address) throws IOException {
        Path socket = address.socket();
        if (socket == null) {
            return;
        }
        Files.deleteIfExists(socket);
        Path parent = socket.getParent();
        if (parent != null && String.valueOf(parent.getFileName()).startsWith(FAR_SOCKET)) {
            Files.deleteIfExists(parent);
        }
    }

    /** In the directory of the user, or, if that has a long name, in a new one among the temporary files, for this user only. */
    private static Path socketPath(InstanceFiles files) throws IOException {
        Path near = files.socket();
        int length = fresh(near).toString().getBytes(StandardCharsets.UTF_8).length;
        return length <= LONGEST_PATH
                ? near
                : Files.createTempDirectory(FAR_SOCKET).resolve("s");
    }

    private static Path fresh(Path socket) {
        return socket.resolveSibling("." + socket.getFileName() + ".new");
    }

    /**
     * Null where there are no such sockets. It gets its name when it can be connected to (a socket can be renamed), so that a name
     * that answers "refused" is always one that an instance left which has ended.
     */
    private static @Nullable ServerSocketChannel listen(Path socket) throws IOException {
        ServerSocketChannel server;
        Path fresh = fresh(socket);
        Files.deleteIfExists(fresh);
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (UnsupportedOperationException e) {
            return null;
        }
        try {
            server.bind(UnixDomainSocketAddress.of(fresh));
            if (Access.isKnown(fresh)) {
                Files.setPosixFilePermissions(fresh, InstanceFiles.OWNER_ONLY);
            }
            Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException | UnsupportedOperationException e) {
            server.close();
            Files.deleteIfExists(fresh);
            if (Systems.WINDOWS) {
                return null; // an old one
            }
            throw e;
        }
    }

    private static String newSecret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    HeldFileLock lock() {
        return lock;
    }

    private void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                connections.acquireUninterruptibly();
                startServing(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | OutOfMemoryError e) { // too many open files or threads, say
                connections.release();
                log(System.Logger.Level.WARNING, "a later start cannot be heard", e);
                pause();
            }
        }
    }

    private void startServing(SocketChannel channel) throws IOException {
        try {
            startThread("portalocker request " + files.name(), () -> {
                try (channel) {
                    serve(channel);
                } catch (IOException e) {
                    log(System.Logger.Level.DEBUG, "a later start was not answered", e);
                } finally {
                    connections.release();
                }
            });
        } catch (OutOfMemoryError e) {
            channel.close();
            throw e;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("try") // a watchdog is there to be closed
    private void serve(SocketChannel channel) throws IOException {
        if (address.socket() != null && !PeerUser.isAllowed(channel, user)) {
            return;
        }
        Wire.Received received;
        try (Watchdog watchdog = Watchdog.over(channel, TimeLimit.after(PATIENCE))) {
            received = Wire.receive(new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel))));
        }
        if (!MessageDigest.isEqual(bytes(received.secret()), bytes(address.secret()))) {
            return;
        }
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        turn.lock();
        try {
            if (closed) {
                return; // without an answer it looks for the next instance
            }
            answer(out, received.request());
        } finally {
            turn.unlock();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void answer(DataOutputStream out, SingleInstance.Request request) throws IOException {
        int code;
        try {
            code = handler.handle(request);
        } catch (Exception | Error e) { // without an answer, the later start would hand over again and again
            log(System.Logger.Level.WARNING, "the handler of later starts failed", e);
            Wire.refuse(out, e.toString());
            return;
        }
        Wire.answer(out, code);
    }

    private static void log(System.Logger.Level level, String message, Throwable e) {
        System.getLogger("io.github.portalocker").log(level, message, e);
    }

    /** The files go while the lock is held: afterwards they can be those of the next instance. */
    void close() throws IOException {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            closed = true;
            server.close();
            turn.lock(); // waits for the request that is handled now, but not for itself
            try {
                if (lock.isValid()) {
                    Files.deleteIfExists(files.address());
                    removeSocket(address);
                }
            } finally {
                turn.unlock();
            }
        }
    }
}
