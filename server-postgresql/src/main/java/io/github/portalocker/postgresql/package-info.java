/**
 * Locks on names as advisory locks of PostgreSQL 12 and later. Incubating: it may change in each release.
 *
 * <p>{@code NamedLocks.connect("postgresql://user:password@host/database")}, or {@link
 * io.github.portalocker.postgresql.PostgresqlLocks} for a {@code DataSource}.
 */
@NullMarked
package io.github.portalocker.postgresql;

import org.jspecify.annotations.NullMarked;
