package io.github.portalocker.internal.programs;

import java.util.List;
import java.util.Set;

/**
 * What is to be started.
 *
 * @param words the program, as it is looked for in the path, and its arguments
 * @param inherited what this process was started with
 * @param locks the descriptors of the locks that the program is to have
 */
public record Launch(List<byte[]> words, Inheritance inherited, Set<Integer> locks) {
    /** Keeps copies of the collections. */
    public Launch {
        words = List.copyOf(words);
        locks = Set.copyOf(locks);
    }
}
