import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * Prints the partition that Kafka's own producer chooses for each key, one a
 * line on standard input. Run with kafka-clients on the class path:
 *
 *     java -cp "libs/*" Partitions.java 12 < keys
 */
public class Partitions {
    public static void main(String[] args) throws Exception {
        int partitions = Integer.parseInt(args[0]);
        var keys = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new StringBuilder();
        for (String key; (key = keys.readLine()) != null; ) {
            out.append(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions)).append('\n');
        }
        System.out.print(out);
    }
}
