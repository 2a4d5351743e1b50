package io.github.portalocker.internal.programs;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be started.
 *
 * @param words the program, as it is looked for in the path, and its arguments
 * @param inherited what this process was started with
 * @param locks the descriptors of the locks that the program is to have
 * @param variables of the environment that it has beside those of this process; an empty value takes one away
 */
public record Launch(List<byte[]> words, Inheritance inherited, Set<Integer> locks, Map<String, String> variables) {
    /** Keeps copies of the collections. */
    public Launch {
        words = List.copyOf(words);
        locks = Set.copyOf(locks);
        variables = Map.copyOf(variables);
    }
}
