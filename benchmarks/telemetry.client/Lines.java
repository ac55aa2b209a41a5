// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * Log lines of 200 bytes, encoded beforehand: as requests of OTLP, and as the documents that Plinth makes of them. What differs from line to line is
 * written over a copy when it is sent: its number, its time and the number of a request, so each line is another one and costs the sender
 * next to nothing.
 *
 * <p>The time of a line says its number: each is so much later than the one before.
 */
final class Lines {
    static final int LINE_BYTES = 200;
    static final long STEP_NANOS = 33_000;

    private static final int VARIANTS = 32;
    private static final int NUMBER_DIGITS = 12;
    private static final String SCOPE = "com.example.orders.web.OrderController";
    private static final String[] WORDS = ("order payment customer cart stock item address invoice session cache query index topic partition"
                    + " retry timeout connection pool thread lock queue batch record event stream token user role policy price"
                    + " currency discount shipment carrier parcel warehouse supplier accepted rejected created updated deleted"
                    + " reserved released waiting started finished failed skipped loaded stored sent received expired renewed"
                    + " checked found missing matched changed because after before within without against beyond")
            .split(" ");

    private final long firstNanos;
    private final int perBatch;
    private final List<Batch> batches = new ArrayList<>();

    /** Where in its bytes the parts of a line are. */
    private record Place(int nanos, int millis, int received, int id, int number, int request) {}

    private record Batch(byte[] bytes, List<Place> places) {}

    private Lines(long firstNanos, int perBatch) {
        this.firstNanos = firstNanos;
        this.perBatch = perBatch;
    }

    static Lines otlp(long firstNanos, int perBatch) {
        Lines lines = new Lines(firstNanos, perBatch);
        Random random = new Random(7);
        for (int i = 0; i < VARIANTS; i++) {
            lines.batches.add(lines.otlp(random));
        }
        return lines;
    }

    /** As many documents as come nearest to that many bytes. */
    static Lines bulk(long firstNanos, int bytes) {
        Random random = new Random(7);
        int one = new Lines(firstNanos, 100).bulk(random).bytes().length / 100;
        Lines lines = new Lines(firstNanos, bytes / one);
        for (int i = 0; i < VARIANTS / 4; i++) {
            lines.batches.add(lines.bulk(random));
        }
        return lines;
    }

    int perBatch() {
        return perBatch;
    }

    long nanos(long line) {
        return firstNanos + line * STEP_NANOS;
    }

    /** The batch with these lines. */
    byte[] batch(long firstLine) {
        Batch from = batches.get((int) (firstLine / perBatch % batches.size()));
        byte[] bytes = from.bytes().clone();
        for (int i = 0; i < perBatch; i++) {
            Place place = from.places().get(i);
            long line = firstLine + i;
            long nanos = nanos(line);
            if (place.millis() > 0) {
                Bytes.decimal(bytes, place.nanos(), 19, nanos);
                Bytes.decimal(bytes, place.millis(), 13, nanos / 1_000_000);
                Bytes.decimal(bytes, place.received(), 13, nanos / 1_000_000);
                Bytes.decimal(bytes, place.id(), NUMBER_DIGITS, line);
            } else {
                Bytes.fixed64(bytes, place.nanos(), nanos);
            }
            Bytes.decimal(bytes, place.number(), NUMBER_DIGITS, line);
            Bytes.hex16(bytes, place.request(), Bytes.mixed(line));
        }
        return bytes;
    }

    /** How many times smaller gzip makes a batch, at the level that Plinth's producer has. */
    double compression() {
        byte[] bytes = batch(0);
        Deflater deflater = new Deflater(1);
        deflater.setInput(bytes);
        deflater.finish();
        int compressed = deflater.deflate(new byte[bytes.length]);
        deflater.end();
        return (double) bytes.length / compressed;
    }

    private static String line(Random random) {
        StringBuilder text = new StringBuilder("line 000000000000 request 0000000000000000: GET /orders/")
                .append(10_000_000 + random.nextInt(90_000_000))
                .append("?page=")
                .append(random.nextInt(40))
                .append(" gave ")
                .append(random.nextInt(20) == 0 ? 404 : 200)
                .append(" in ")
                .append(random.nextInt(400))
                .append(" ms to customer ")
                .append(random.nextInt(1_000_000))
                .append(':');
        while (text.length() < LINE_BYTES) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.substring(0, LINE_BYTES);
    }

    private static String thread(Random random) {
        return "http-nio-8080-exec-" + (1 + random.nextInt(32));
    }

    private Batch otlp(Random random) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        List<Place> places = new ArrayList<>();
        ByteArrayOutputStream scope = new ByteArrayOutputStream();
        Bytes.field(scope, 1, SCOPE);
        Bytes.field(records, 1, scope.toByteArray());
        for (int i = 0; i < perBatch; i++) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.write(1 << 3 | 1);
            record.writeBytes(new byte[8]);
            record.write(2 << 3);
            record.write(9);
            Bytes.field(record, 3, "INFO");
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            Bytes.field(body, 1, line(random));
            Bytes.field(record, 5, body.toByteArray());
            int text = record.size() - LINE_BYTES;
            Bytes.field(record, 6, Bytes.attribute("thread.name", thread(random)));
            Bytes.field(records, 2, record.toByteArray());
            int at = records.size() - record.size();
            places.add(new Place(at + 1, 0, 0, 0, at + text + 5, at + text + 26));
        }
        ByteArrayOutputStream resource = new ByteArrayOutputStream();
        Bytes.field(resource, 1, Bytes.attribute("service.name", "orders"));
        Bytes.field(resource, 1, Bytes.attribute("deployment.environment.name", "dev"));
        Bytes.field(resource, 1, Bytes.attribute("service.instance.id", "orders-7d9f"));
        ByteArrayOutputStream logs = new ByteArrayOutputStream();
        Bytes.field(logs, 1, resource.toByteArray());
        Bytes.field(logs, 2, records.toByteArray());
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        Bytes.field(request, 1, logs.toByteArray());
        int before = request.size() - records.size();
        return new Batch(
                request.toByteArray(),
                places.stream()
                        .map(place -> new Place(before + place.nanos(), 0, 0, 0, before + place.number(), before + place.request()))
                        .toList());
    }

    private Batch bulk(Random random) {
        StringBuilder out = new StringBuilder();
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < perBatch; i++) {
            out.append("{\"create\":{}}\n{\"id\":\"bareBulk-0-");
            int id = put(out, "0".repeat(NUMBER_DIGITS));
            out.append("\",\"time\":");
            int millis = put(out, "0".repeat(13));
            out.append(",\"nanos\":");
            int nanos = put(out, "0".repeat(19));
            out.append(",\"received\":");
            int received = put(out, "0".repeat(13));
            out.append(",\"app\":\"bench\",\"service\":\"orders\",\"env\":\"dev\",\"instance\":\"orders-7d9f\",\"scope\":\"")
                    .append(SCOPE)
                    .append("\",\"severity\":\"info\",\"severityNumber\":9,\"severityText\":\"INFO\",\"body\":\"");
            int body = put(out, line(random));
            String thread = thread(random);
            out.append("\",\"attributes\":{\"thread.name\":\"")
                    .append(thread)
                    .append("\"},\"resource\":{\"service.name\":\"orders\",\"deployment.environment.name\":\"dev\",")
                    .append("\"service.instance.id\":\"orders-7d9f\"},\"tags\":[\"thread.name=")
                    .append(thread)
                    .append("\",\"service.name=orders\",\"deployment.environment.name=dev\",\"service.instance.id=orders-7d9f\"]}\n");
            places.add(new Place(nanos, millis, received, id, body + 5, body + 26));
        }
        return new Batch(out.toString().getBytes(StandardCharsets.US_ASCII), places);
    }

    private static int put(StringBuilder out, String text) {
        out.append(text);
        return out.length() - text.length();
    }
}
