import java.util.Base64;
import java.util.Scanner;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Reads a key a line, in base64, and prints the partition that Kafka's own producer would choose. */
public class Partition {
    public static void main(String[] args) {
        int partitions = Integer.parseInt(args[0]);
        StringBuilder out = new StringBuilder();
        Scanner in = new Scanner(System.in);
        while (in.hasNextLine()) {
            byte[] key = Base64.getDecoder().decode(in.nextLine());
            out.append(BuiltInPartitioner.partitionForKey(key, partitions)).append('\n');
        }
        System.out.print(out);
    }
}
