// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.xerial.snappy.Snappy;

/** Sends a stream by remote-write, over one connection. */
final class MetricWriter implements AutoCloseable {
    private final Connection connection;
    private final Sending.Authorization authorization;
    private final MetricStream samples;
    private final List<MetricRequest> requests;

    MetricWriter(int port, Sending.Authorization authorization, MetricStream samples) throws IOException {
        this.connection = new Connection(port);
        this.authorization = authorization;
        this.samples = samples;
        this.requests = samples.groups().stream().map(MetricRequest::ofAll).toList();
    }

    int perRequest() {
        return requests.getFirst().size();
    }

    /** @param perSecond 0 for as fast as they are taken */
    void write(long count, double perSecond) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (long i = 0; i < count; i++) {
            MetricRequest request = requests.get(samples.next());
            byte[] body = Snappy.compress(request.at(samples.time()));
            long wait = perSecond == 0 ? 0 : begin + (long) (i / perSecond * 1e9) - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(Duration.ofNanos(wait));
            }
            Connection.Answer answer = connection.post("/api/v1/write", "application/x-protobuf", "snappy", authorization.header(), body);
            if (answer.status() != 204) {
                throw new IOException("remote-write is answered with " + answer.text());
            }
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
