package io.github.portalocker.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** The nodes of one name in the order of their numbers: each is a holder, or waits for those before it that conflict with it. */
final class Line {
    private static final Pattern NODE = Pattern.compile("([0-9a-f-]{36}-[rw]-)(-?[0-9]{1,10})");

    private final List<Place> places = new ArrayList<>();

    /** A node: its name, and what can be read from that. */
    record Place(String node, LockMode mode, int number) {
        /** The numbers go from the greatest int to the smallest, and on. */
        boolean isBefore(Place other) {
            return number - other.number < 0;
        }

        private boolean isInTheWayOf(Place other) {
            return isBefore(other) && (mode == LockMode.EXCLUSIVE || other.mode == LockMode.EXCLUSIVE);
        }
    }

    Line(List<String> nodes) {
        for (String node : nodes) {
            Matcher parts = NODE.matcher(node);
            if (parts.matches()) {
                boolean shared = parts.group(1).endsWith("r-");
                places.add(new Place(
                        node, shared ? LockMode.SHARED : LockMode.EXCLUSIVE, (int) Long.parseLong(parts.group(2))));
            }
        }
    }

    /** The beginning of the name of a new node, which no other one has; the servers append its number. */
    static String newPrefix(LockMode mode) {
        return UUID.randomUUID() + (mode == LockMode.SHARED ? "-r-" : "-w-");
    }

    /** Whether a newcomer would have to wait. */
    boolean isInTheWayOf(LockMode mode) {
        return places.stream().anyMatch(each -> mode == LockMode.EXCLUSIVE || each.mode == LockMode.EXCLUSIVE);
    }

    /** One's own place; null if the node has gone. */
    @Nullable
    Place find(String node) {
        return places.stream()
                .filter(each -> each.node.equals(node))
                .findFirst()
                .orElse(null);
    }

    /** The nearest one that this one must wait for; null if it holds the lock. */
    @Nullable
    Place inTheWayOf(Place mine) {
        Place nearest = null;
        for (Place each : places) {
            if (each.isInTheWayOf(mine) && (nearest == null || nearest.isBefore(each))) {
                nearest = each;
            }
        }
        return nearest;
    }

    List<Place> holders() {
        return places.stream().filter(each -> inTheWayOf(each) == null).toList();
    }

    /** In the order in which they came. */
    List<Place> waiters() {
        return places.stream()
                .filter(each -> inTheWayOf(each) != null)
                .sorted((one, other) -> one.number - other.number) // across the greatest, too
                .toList();
    }

    /** The nodes whose names begin so. */
    List<String> startingWith(String prefix) {
        return places.stream()
                .map(Place::node)
                .filter(node -> node.startsWith(prefix))
                .toList();
    }
}
