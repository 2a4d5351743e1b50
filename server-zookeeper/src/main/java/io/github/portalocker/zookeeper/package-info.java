/**
 * Locks on names in ZooKeeper 3.6 and later. Incubating: it may change in each release.
 *
 * <p>{@code NamedLocks.connect("zookeeper://host1,host2,host3/folder")}.
 */
@NullMarked
package io.github.portalocker.zookeeper;

import org.jspecify.annotations.NullMarked;
