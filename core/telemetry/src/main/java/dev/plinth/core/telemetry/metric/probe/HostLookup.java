// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Finds addresses as the system is set up to (resolv.conf, hosts), but each time anew, as the runtime's own lookup keeps them and blocks the thread under a virtual
 * one. IP 4 comes before IP 6.
 */
final class HostLookup {
    private static final long READ_AGAIN = 60_000_000_000L;
    private long readAt = System.nanoTime();

    InetAddress find(String host, Deadline deadline) throws ProbeException, InterruptedException {
        if (host.startsWith("[") || host.matches("[0-9.]+") || host.indexOf(':') >= 0) {
            try {
                return InetAddress.ofLiteral(host);
            } catch (IllegalArgumentException e) {
                throw new ProbeException("no such address: " + host, e);
            }
        }
        LookupSession session = session();
        try {
            return find(session, host, Type.A, deadline);
        } catch (LookupFailedException e) {
            try {
                return find(session, host, Type.AAAA, deadline);
            } catch (LookupFailedException second) {
                boolean unknown = second instanceof NoSuchDomainException || second instanceof NoSuchRRSetException;
                throw new ProbeException(
                        unknown
                                ? "no such host: " + host
                                : "%s could not be looked up: %s".formatted(host, ProbeException.reason(second)),
                        second);
            }
        }
    }

    private static InetAddress find(LookupSession session, String host, int type, Deadline deadline)
            throws ProbeException, InterruptedException {
        try {
            CompletableFuture<LookupResult> asked =
                    session.lookupAsync(Name.fromString(host), type).toCompletableFuture();
            List<Record> found = deadline.await(asked, "resolve").getRecords();
            return switch (found.isEmpty() ? null : found.getFirst()) {
                case ARecord a -> a.getAddress();
                case AAAARecord aaaa -> aaaa.getAddress();
                case null, default -> throw new LookupFailedException();
            };
        } catch (TextParseException e) {
            throw new ProbeException("no such host: " + host, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LookupFailedException failed) {
                throw failed;
            }
            throw new ProbeException("%s could not be looked up: %s".formatted(host, ProbeException.reason(e)), e);
        } catch (UncheckedIOException e) {
            throw new ProbeException("%s could not be looked up: %s".formatted(host, ProbeException.reason(e)), e);
        }
    }

    private LookupSession session() {
        ResolverConfig config = config();
        List<Resolver> servers =
                config.servers().stream().<Resolver>map(SimpleResolver::new).toList();
        return LookupSession.builder()
                .resolver(new ExtendedResolver(servers))
                .searchPath(config.searchPath())
                .ndots(config.ndots())
                .defaultHostsFileParser()
                .build();
    }

    /** The DNS server that the system asks first. */
    InetSocketAddress server() {
        return config().server();
    }

    private synchronized ResolverConfig config() {
        if (System.nanoTime() - readAt > READ_AGAIN) {
            ResolverConfig.refresh();
            readAt = System.nanoTime();
        }
        return ResolverConfig.getCurrentConfig();
    }
}
