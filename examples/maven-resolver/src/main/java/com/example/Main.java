package com.example;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.portalocker.NamedLocks;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.named.NamedLockFactory;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;

/**
 * {@code URL DIRECTORY FACTORY ARTIFACT...}: says that it is ready, waits for a line, and fetches artifacts from a repository into
 * the local one. FACTORY is {@code portalocker}, or one of the resolver's own.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Path local = Path.of(args[1]);
        NamedLocks locks = NamedLocks.in(local.resolveSibling(local.getFileName() + ".locks"));
        RepositorySystem system = new RepositorySystemSupplier() {
            @Override
            protected Map<String, NamedLockFactory> createNamedLockFactories() {
                Map<String, NamedLockFactory> factories = super.createNamedLockFactories();
                factories.put(PortalockerNamedLockFactory.NAME, new PortalockerNamedLockFactory(locks));
                return factories;
            }
        }.get();
        RemoteRepository remote = new RemoteRepository.Builder("remote", "default", args[0])
                .setPolicy(new RepositoryPolicy(
                        true, RepositoryPolicy.UPDATE_POLICY_NEVER, RepositoryPolicy.CHECKSUM_POLICY_IGNORE))
                .build();
        try (CloseableSession session = new SessionBuilderSupplier(system)
                .get()
                .withLocalRepositoryBaseDirectories(local)
                .setConfigProperty("aether.syncContext.named.factory", args[2])
                .build()) {
            System.out.println("ready");
            System.in.read();
            for (String artifact : List.of(args).subList(3, args.length)) {
                system.resolveArtifact(
                        session, new ArtifactRequest(new DefaultArtifact(artifact), List.of(remote), null));
            }
            System.out.println("resolved");
        }
        system.shutdown();
    }
}
