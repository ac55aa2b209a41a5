// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.pipeline.BoundedText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A question to one DNS server, and what its answers must be. */
final class DnsProbe {
    private static final int SHOWN = 200;

    private final HostLookup lookup;

    DnsProbe(HostLookup lookup) {
        this.lookup = lookup;
    }

    void run(ProbeSpec.Dns spec, Attempt attempt) throws ProbeException, InterruptedException {
        attempt.set(ProbeMetric.DNS_ANSWERS, 0);
        attempt.set(ProbeMetric.DNS_SUCCEEDED, 0);
        int type = Type.value(spec.typeOrDefault());
        Message answer = ask(spec, type, server(spec, attempt), attempt.deadline());
        attempt.set(ProbeMetric.DNS_SUCCEEDED, 1);
        attempt.set(ProbeMetric.DNS_ANSWERS, answer.getSection(Section.ANSWER).size());
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new ProbeException("the answer is %s (expected: NOERROR)".formatted(Rcode.string(answer.getRcode())));
        }
        judge(
                spec,
                answer.getSection(Section.ANSWER).stream()
                        .filter(record -> record.getType() == type)
                        .map(Record::rdataToString)
                        .toList());
    }

    private InetSocketAddress server(ProbeSpec.Dns spec, Attempt attempt) throws ProbeException, InterruptedException {
        if (spec.server() == null) {
            InetSocketAddress system = lookup.server();
            attempt.found(Objects.requireNonNull(system.getAddress(), system::toString), 0);
            return system;
        }
        Address address = Address.of(spec.server());
        long began = System.nanoTime();
        InetAddress found = lookup.find(address.host(), attempt.deadline());
        attempt.found(found, System.nanoTime() - began);
        return new InetSocketAddress(found, address.port());
    }

    private static Message ask(ProbeSpec.Dns spec, int type, InetSocketAddress server, Deadline deadline)
            throws ProbeException, InterruptedException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(spec.isTcp());
        resolver.setTimeout(Duration.ofNanos(deadline.left()));
        try {
            Name name = Name.fromString(spec.name(), Name.root);
            Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
            return deadline.await(resolver.sendAsync(question).toCompletableFuture(), "query");
        } catch (TextParseException e) {
            throw new ProbeException("no such name: " + spec.name(), e);
        } catch (ExecutionException e) {
            throw deadline.left() == 0 || e.getCause() instanceof SocketTimeoutException
                    ? deadline.over("query", e)
                    : new ProbeException("no answer: " + ProbeException.reason(e), e);
        }
    }

    private static void judge(ProbeSpec.Dns spec, List<String> answers) throws ProbeException {
        if (answers.isEmpty()) {
            throw new ProbeException("no answer of type %s".formatted(spec.typeOrDefault()));
        }
        for (String expected : spec.answersOrNone()) {
            Pattern pattern = Pattern.compile(expected);
            try {
                if (answers.stream().noneMatch(answer -> BoundedText.match(pattern, answer, Matcher::matches))) {
                    throw new ProbeException("no answer matches %s (there is: %s)"
                            .formatted(
                                    expected,
                                    ProbeException.shortened(
                                            answers.stream().sorted().collect(Collectors.joining(", ")), SHOWN)));
                }
            } catch (BoundedText.TooLong e) {
                throw new ProbeException("%s: %s".formatted(e.getMessage(), expected), e);
            }
        }
    }
}
