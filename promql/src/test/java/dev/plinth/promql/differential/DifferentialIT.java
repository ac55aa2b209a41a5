// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.parser.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real Prometheus the same as our engine. Its version is older: what means something else in it is in a list, with the reason. */
class DifferentialIT {
    private static final int QUERIES = 2400;
    private static final long SEED = 20_261_126;

    private final Data data = new Data();
    private final Engine engine = new Engine(EngineOptions.DEFAULT);

    /** A kind of differences that are meant. */
    private record Exemption(Pattern pattern, String reason) {
        boolean covers(String difference) {
            return pattern.matcher(difference).find();
        }
    }

    private static List<Exemption> exemptions() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(DifferentialIT.class.getResourceAsStream("/differential-exemptions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" => ", 2))
                    .map(parts -> new Exemption(Pattern.compile(parts[0]), parts[1]))
                    .toList();
        }
    }

    @Test
    void givesWhatPrometheusGives(@TempDir Path directory) throws IOException, InterruptedException {
        QueryGenerator generator = new QueryGenerator(SEED);
        Random random = new Random(SEED);
        List<Exemption> exemptions = exemptions();
        List<String> differences = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        int answered = 0;
        try (PrometheusServer server = PrometheusServer.start(directory, data.openMetrics())) {
            for (int i = 0; i < QUERIES; i++) {
                String query = generator.next();
                // never a full second, so that no sample and no step of a subquery is at the end of a range
                long start = Data.START + 1000L * random.nextInt(15_000) + 300;
                Answer own;
                Answer theirs;
                if (i % 2 == 0) {
                    own = instant(query, start);
                    theirs = server.instant(query, start);
                } else {
                    long step = 1000L * (10 + random.nextInt(300));
                    long end = start + step * random.nextInt(30);
                    own = range(query, start, end, step);
                    theirs = server.range(query, start, end, step);
                }
                String difference = own.difference(theirs);
                String line = query + " at " + start + ": " + difference;
                if (!difference.isEmpty() && exemptions.stream().noneMatch(e -> e.covers(line))) {
                    differences.add(line);
                }
                if (!own.error().isEmpty()) {
                    failures.add(query + ": " + own.error());
                } else if (!own.series().isEmpty()) {
                    answered++;
                }
            }
        }

        assertThat(String.join("\n", differences)).isEmpty();
        assertThat(exemptions).extracting(Exemption::reason).doesNotContain("");
        // the comparison is worth something: most queries have a result
        assertThat(answered).isGreaterThan(QUERIES * 2 / 3);
        assertThat(failures).hasSizeLessThan(QUERIES / 8);
    }

    private Answer instant(String query, long time) {
        try {
            return Answer.of(engine.instant(data.source(), query, time).value());
        } catch (ParseException | QueryException e) {
            return Answer.failed(String.valueOf(e.getMessage()));
        }
    }

    private Answer range(String query, long start, long end, long step) {
        try {
            return Answer.of(
                    engine.range(data.source(), query, start, end, step).value());
        } catch (ParseException | QueryException e) {
            return Answer.failed(String.valueOf(e.getMessage()));
        }
    }
}
