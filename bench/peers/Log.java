import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Comparator;
import java.util.stream.Stream;
import net.openhft.chronicle.Chronicle;
import net.openhft.chronicle.ChronicleQueueBuilder;
import net.openhft.chronicle.ExcerptAppender;
import net.openhft.chronicle.ExcerptTailer;

/** Chronicle Queue 3 (indexed): appends of 128 bytes, one at a time, not synced; then a tailer from first to last. */
final class Log implements Courses.Course {
    private static final int WORDS = 16;

    private final long records;
    private final Path directory;
    private final boolean append;

    Log(Settings settings) {
        records = settings.number("records");
        directory = Paths.get(settings.text("directory"), "chronicle");
        append = settings.text("what").equals("append");
    }

    @Override
    public long items() {
        return records;
    }

    @Override
    public long run() throws Exception {
        remove();
        Files.createDirectories(directory);
        long appended;
        long tailed;
        try (Chronicle chronicle = ChronicleQueueBuilder.indexed(directory.resolve("log").toString()).build()) {
            appended = appendAll(chronicle);
        }
        try (Chronicle chronicle = ChronicleQueueBuilder.indexed(directory.resolve("log").toString()).build()) {
            tailed = tailAll(chronicle);
        }
        remove();
        return append ? appended : tailed;
    }

    private long appendAll(Chronicle chronicle) throws IOException {
        long begin = System.nanoTime();
        try (ExcerptAppender appender = chronicle.createAppender()) {
            for (long value = 1; value <= records; ++value) {
                appender.startExcerpt(8 * WORDS);
                for (int i = 0; i < WORDS; ++i) appender.writeLong(value + i);
                appender.finish();
            }
            return System.nanoTime() - begin;
        }
    }

    private long tailAll(Chronicle chronicle) throws IOException {
        long begin = System.nanoTime();
        long sum = 0;
        long count = 0;
        try (ExcerptTailer tailer = chronicle.createTailer()) {
            while (tailer.nextIndex()) {
                for (int i = 0; i < WORDS; ++i) sum += tailer.readLong();
                tailer.finish();
                ++count;
            }
        }
        long took = System.nanoTime() - begin;
        long expected = WORDS * (records * (records + 1) / 2) + records * (WORDS * (WORDS - 1L) / 2);
        if (count != records || sum != expected) throw new IllegalStateException(count + " records, or wrong ones");
        return took;
    }

    private void remove() throws IOException {
        if (!Files.exists(directory)) return;
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) Files.delete(path);
        }
    }

    public static void main(String[] arguments) {
        Settings settings = new Settings(arguments);
        Courses.run(settings.number("seconds"), new Log(settings));
    }
}
