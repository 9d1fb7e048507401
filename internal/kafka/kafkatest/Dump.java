import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints what a topic holds as Kafka's own consumer sees it, a line a record: partition, offset, timestamp, key, value,
 * and headers in turn as name and value. All but the numbers is in base64; "-" stands for none and "=" for empty.
 */
public class Dump {
    public static void main(String[] args) {
        Properties p = new Properties();
        p.put("bootstrap.servers", args[0]);
        p.put("auto.offset.reset", "earliest");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(p, bytes, bytes)) {
            List<TopicPartition> all = new ArrayList<>();
            for (PartitionInfo i : consumer.partitionsFor(args[1])) {
                all.add(new TopicPartition(i.topic(), i.partition()));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            StringBuilder out = new StringBuilder();
            while (all.stream().anyMatch(t -> consumer.position(t) < ends.get(t))) {
                for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofSeconds(1))) {
                    print(out, r);
                }
                System.out.print(out);
                out.setLength(0);
            }
        }
    }

    private static void print(StringBuilder out, ConsumerRecord<byte[], byte[]> r) {
        out.append(r.partition()).append(' ').append(r.offset()).append(' ').append(r.timestamp());
        out.append(' ').append(text(r.key())).append(' ').append(text(r.value()));
        for (Header h : r.headers()) {
            out.append(' ').append(text(h.key().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            out.append(' ').append(text(h.value()));
        }
        out.append('\n');
    }

    private static String text(byte[] b) {
        return b == null ? "-" : b.length == 0 ? "=" : Base64.getEncoder().encodeToString(b);
    }
}
