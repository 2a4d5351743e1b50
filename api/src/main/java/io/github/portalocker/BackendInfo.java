package io.github.portalocker;

import java.util.Set;

/**
 * A backend that was found, whether it can be used here, and if not, why.
 *
 * @param name what to write in configuration; for a provider that failed to load, what is known of it
 * @param priority who wins in the automatic selection: the highest number
 * @param domains the domains in which it locks; empty for a provider that failed to load
 * @param capabilities what it can do beyond the basics
 * @param availability usable, not for this platform, or unavailable with reason and remedy
 * @since 0.1.0
 */
public record BackendInfo(
        String name, int priority, Set<LockDomain> domains, Set<Capability> capabilities, Availability availability) {

    /** Keeps copies of the sets. */
    public BackendInfo {
        domains = Set.copyOf(domains);
        capabilities = Set.copyOf(capabilities);
    }
}
