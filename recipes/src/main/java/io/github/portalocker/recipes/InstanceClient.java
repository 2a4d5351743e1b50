package io.github.portalocker.recipes;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;

/** A later start of the program. */
final class InstanceClient {
    private InstanceClient() {}

    /** There is no answer, as from an instance that just starts or ends. */
    static final class NotReached extends Exception {
        private static final long serialVersionUID = 1L;

        NotReached(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The instance answered that its handler failed. */
    static final class HandlerFailed extends Exception {
        private static final long serialVersionUID = 1L;

        HandlerFailed(String message) {
            super(message);
        }
    }

    /** The exit code that the instance answers. */
    @SuppressWarnings("try") // a watchdog is there to be closed
    static int handOver(InstanceFiles files, SingleInstance.Request request, TimeLimit limit)
            throws IOException, NotReached, InterruptedException {
        try {
            InstanceAddress address = InstanceAddress.read(files.address());
            try (SocketChannel channel = address.open();
                    Watchdog watchdog = Watchdog.over(channel, limit)) {
                address.connect(channel);
                Wire.send(
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel))),
                        address.secret(),
                        request);
                return Wire.readAnswer(new DataInputStream(Channels.newInputStream(channel)));
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (HandlerFailed e) {
            throw new FileSystemException(
                    files.lock().toString(),
                    null,
                    "the instance that runs could not do what it was asked for: " + e.getMessage());
        } catch (IOException e) {
            throw new NotReached(e);
        }
    }
}
