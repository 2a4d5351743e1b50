package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.common.X509Exception.SSLContextException;

/** What servers say of themselves, if they are asked without TLS and may answer. */
final class ServerVersion {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final Pattern VERSION = Pattern.compile("version: ([0-9][0-9.]*)");

    private ServerVersion() {}

    /** Of the first of the hosts; empty if it does not say. */
    static Optional<String> of(String hosts) {
        InetSocketAddress first =
                new ConnectStringParser(hosts).getServerAddresses().get(0);
        try {
            String answer = FourLetterWordMain.send4LetterWord(
                    first.getHostString(), first.getPort(), "srvr", false, PATIENCE_MILLIS);
            Matcher version = VERSION.matcher(answer);
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        } catch (IOException | SSLContextException e) {
            return Optional.empty();
        }
    }
}
