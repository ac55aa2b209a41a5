// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts in the local Maven repository, fetched the way Maven would: with the user's mirrors, proxies and credentials.
 *
 * <p>Every file is verified by its SHA-256 once; that it was is remembered with its size and time, so that a start does not read
 * hundreds of megabytes. Maven itself is loaded only when something is missing.
 */
public final class MavenArtifactStore implements ArtifactStore {
    private static final int RETRIES = 3;

    private final Path repository;
    private final Path stampFile;
    private final @Nullable String mirror;
    private final boolean offline;
    private final Set<String> stamps;

    /**
     * @param stampFile remembers what was verified; created when needed
     * @param mirror URL of a Maven repository that replaces the configured ones, or null
     * @param offline whether fetching is refused
     */
    public MavenArtifactStore(Path stampFile, @Nullable String mirror, boolean offline) {
        this(LocalRepository.find(), stampFile, mirror, offline);
    }

    MavenArtifactStore(Path repository, Path stampFile, @Nullable String mirror, boolean offline) {
        this.repository = repository;
        this.stampFile = stampFile;
        this.mirror = mirror;
        this.offline = offline;
        this.stamps = readStamps(stampFile);
    }

    @Override
    public List<Artifact> missing(ArtifactLock lock) {
        return lock.artifacts().stream().filter(artifact -> !present(artifact)).toList();
    }

    private boolean present(Artifact artifact) {
        Path file = file(artifact);
        try {
            return Files.isRegularFile(file) && Files.size(file) == artifact.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Path> files(ArtifactLock lock) {
        Set<String> fresh = new HashSet<>();
        List<Path> files = new ArrayList<>();
        for (Artifact artifact : lock.artifacts()) {
            if (!present(artifact)) {
                throw new EngineException(
                        artifact.artifactId(),
                        artifact.coordinates() + " is not on this machine.",
                        "Run plinth fetch.");
            }
            verify(artifact, fresh);
            files.add(file(artifact));
        }
        remember(fresh);
        return files;
    }

    @Override
    public void fetch(ArtifactLock lock, Progress progress) {
        List<Artifact> missing = missing(lock);
        if (!missing.isEmpty()) {
            if (offline) {
                throw unavailable(missing, "artifacts.offline is set", null);
            }
            deleteWrongSizes(missing);
            resolve(missing, progress);
        }
        files(lock);
    }

    /** A file of another size is not what is locked: a broken download, or somebody's own build. */
    private void deleteWrongSizes(List<Artifact> missing) {
        for (Artifact artifact : missing) {
            try {
                Files.deleteIfExists(file(artifact));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + file(artifact), e);
            }
        }
    }

    private void resolve(List<Artifact> missing, Progress progress) {
        ContextOverrides.Builder overrides = ContextOverrides.create()
                .withUserSettings(true)
                .withLocalRepositoryOverride(repository)
                .checksumPolicy(ContextOverrides.ChecksumPolicy.FAIL);
        if (mirror != null) {
            overrides.repositories(List.of(new RemoteRepository.Builder("plinth-mirror", "default", mirror).build()));
        }
        try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            DefaultRepositorySystemSession session =
                    new DefaultRepositorySystemSession(maven.repositorySystemSession());
            session.setTransferListener(new Reporter(missing, progress));
            session.setRepositoryListener(new AbstractRepositoryListener() {});
            List<ArtifactRequest> requests = missing.stream()
                    .map(artifact -> new ArtifactRequest(
                            new DefaultArtifact(
                                    artifact.groupId(),
                                    artifact.artifactId(),
                                    artifact.classifier(),
                                    artifact.extension(),
                                    artifact.version()),
                            maven.remoteRepositories(),
                            null))
                    .toList();
            resolve(maven, session, requests, missing);
        }
    }

    private void resolve(
            Context maven,
            DefaultRepositorySystemSession session,
            List<ArtifactRequest> requests,
            List<Artifact> missing) {
        ArtifactResolutionException last = null;
        for (int attempt = 0; attempt < RETRIES; attempt++) {
            try {
                maven.repositorySystem().resolveArtifacts(session, requests);
                return;
            } catch (ArtifactResolutionException e) {
                last = e;
            }
        }
        List<Artifact> still =
                missing.stream().filter(artifact -> !present(artifact)).toList();
        String reason = last == null
                ? "unknown"
                : last.getResults().stream()
                        .filter(result -> !result.isResolved())
                        .map(ArtifactResult::getExceptions)
                        .flatMap(List::stream)
                        .map(Throwable::getMessage)
                        .findFirst()
                        .orElse("the repository does not have it");
        throw unavailable(still.isEmpty() ? missing : still, reason, last);
    }

    private static EngineException unavailable(List<Artifact> missing, String reason, @Nullable Throwable cause) {
        return new EngineException(
                "artifacts",
                "%d artifacts cannot be fetched, among them %s: %s"
                        .formatted(missing.size(), missing.getFirst().coordinates(), reason),
                "Check the network, or name a Maven repository that has them as artifacts.mirror in plinth.yaml, or copy them"
                        + " into the local Maven repository from another machine.",
                cause);
    }

    private void verify(Artifact artifact, Set<String> fresh) {
        Path file = file(artifact);
        String stamp = stamp(artifact, file);
        if (stamps.contains(stamp)) {
            return;
        }
        String found = sha256(file);
        if (!found.equals(artifact.sha256())) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // it stays, and is refused again next time
            }
            throw new EngineException(
                    artifact.artifactId(),
                    "%s has the SHA-256 %s (expected: %s); it was deleted."
                            .formatted(artifact.coordinates(), found, artifact.sha256()),
                    "Try again. If it happens again, the repository or mirror serves something else than what was locked.");
        }
        fresh.add(stamp);
    }

    private synchronized void remember(Set<String> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        stamps.addAll(fresh);
        try {
            Files.createDirectories(stampFile.toAbsolutePath().resolveSibling(""));
            Path temporary = Files.createTempFile(stampFile.toAbsolutePath().resolveSibling(""), ".verified", "");
            Files.write(temporary, stamps.stream().sorted().toList());
            Files.move(temporary, stampFile, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + stampFile, e);
        }
    }

    private static Set<String> readStamps(Path file) {
        Set<String> stamps = ConcurrentHashMap.newKeySet();
        if (Files.isReadable(file)) {
            try {
                stamps.addAll(Files.readAllLines(file));
            } catch (IOException e) {
                // then all is verified again
            }
        }
        return stamps;
    }

    private static String stamp(Artifact artifact, Path file) {
        try {
            return "%s %d %d %s"
                    .formatted(
                            artifact.sha256(),
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis(),
                            file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (digesting.read(buffer) >= 0) {
                // the digest reads along
            }
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private Path file(Artifact artifact) {
        return repository.resolve(artifact.path());
    }

    /** Passes on how many bytes of which artifact have come. */
    private static final class Reporter extends AbstractTransferListener {
        private final Map<String, Artifact> byPath;
        private final Progress progress;

        Reporter(List<Artifact> artifacts, Progress progress) {
            this.byPath = artifacts.stream().collect(Collectors.toMap(Artifact::path, Function.identity()));
            this.progress = progress;
        }

        @Override
        public void transferProgressed(TransferEvent event) {
            report(event);
        }

        @Override
        public void transferSucceeded(TransferEvent event) {
            report(event);
        }

        private void report(TransferEvent event) {
            Artifact artifact = byPath.get(event.getResource().getResourceName());
            if (artifact != null) {
                progress.received(artifact, event.getTransferredBytes(), artifact.bytes());
            }
        }
    }
}
