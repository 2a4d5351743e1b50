package io.github.portalocker.zookeeper;

import java.util.Objects;
import java.util.Set;

import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** What came of one request. */
record Answer<T>(Code code, @Nullable T value) {
    /** Whether the servers have done it is not known. */
    private static final Set<Code> UNKNOWN =
            Set.of(Code.CONNECTIONLOSS, Code.OPERATIONTIMEOUT, Code.REQUESTTIMEOUT, Code.SESSIONMOVED);

    static <T> Answer<T> of(int code, @Nullable T value) {
        return new Answer<>(Code.get(code), value);
    }

    boolean isOk() {
        return code == Code.OK;
    }

    boolean isNoNode() {
        return code == Code.NONODE;
    }

    boolean isUnknown() {
        return isUnknown(code);
    }

    static boolean isUnknown(Code code) {
        return UNKNOWN.contains(code);
    }

    /** Of one that is OK. */
    T get() {
        return Objects.requireNonNull(value);
    }
}
