/** What one slot of the ring buffer holds: words that its producer writes and every consumer adds up (bench/load.h). */
interface Event {
    void fill(long value);

    long sum();

    static Event of(int bytes) {
        return bytes == Value.BYTES ? new Value() : new Words(bytes / 8);
    }

    /** A single number, in the place where a Java programmer would have it. */
    final class Value implements Event {
        static final int BYTES = 8;
        private long value;

        @Override
        public void fill(long to) {
            value = to;
        }

        @Override
        public long sum() {
            return value;
        }
    }

    final class Words implements Event {
        private final long[] words;

        Words(int count) {
            words = new long[count];
        }

        @Override
        public void fill(long value) {
            for (int i = 0; i < words.length; ++i) words[i] = value + i;
        }

        @Override
        public long sum() {
            long sum = 0;
            for (long word : words) sum += word;
            return sum;
        }
    }
}
