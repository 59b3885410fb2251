import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.PhasedBackoffWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * LMAX Disruptor. Topologies as in bench/ring_course.h; 3to1 has a multi-producer ring buffer. Every consumer adds up
 * every word, and the sums are checked.
 */
final class Handoff implements Courses.Course {
    private static final int SLOTS = 16_384;

    private final class Adder implements EventHandler<Event> {
        final CountDownLatch done = new CountDownLatch(1);
        long sum;
        private long left = records;

        @Override
        public void onEvent(Event event, long sequence, boolean endOfBatch) {
            sum += event.sum();
            if (--left == 0) done.countDown();
        }
    }

    private final String topology;
    private final int words;
    private final int batch;
    private final String strategy;
    private final int producers;
    private final long records;

    Handoff(Settings settings) {
        topology = settings.text("topology");
        words = settings.number("bytes") / 8;
        batch = settings.number("batch");
        strategy = settings.text("strategy");
        producers = topology.equals("3to1") ? 3 : 1;
        records = settings.number("records") / producers * producers;
    }

    @Override
    public long items() {
        return records;
    }

    @Override
    public long run() throws Exception {
        WaitStrategy wait = waitStrategy();
        RingBuffer<Event> ring =
                producers == 1
                        ? RingBuffer.createSingleProducer(() -> Event.of(8 * words), SLOTS, wait)
                        : RingBuffer.createMultiProducer(() -> Event.of(8 * words), SLOTS, wait);
        List<Adder> adders = new ArrayList<>();
        List<BatchEventProcessor<Event>> processors = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        consumer(ring, ring.newBarrier(), adders, processors);
        if (topology.equals("diamond")) {
            consumer(ring, ring.newBarrier(), adders, processors);
            Sequence first = processors.get(0).getSequence();
            Sequence second = processors.get(1).getSequence();
            consumer(ring, ring.newBarrier(first, second), adders, processors);
        }
        ring.addGatingSequences(processors.get(processors.size() - 1).getSequence());
        for (BatchEventProcessor<Event> processor : processors) threads.add(started(processor));
        while (!processors.stream().allMatch(BatchEventProcessor::isRunning)) Thread.yield();

        CountDownLatch go = new CountDownLatch(1);
        for (int i = 1; i < producers; ++i) threads.add(started(() -> produceAfter(go, ring)));
        go.countDown();
        long begin = System.nanoTime();
        produce(ring);
        for (Adder adder : adders) adder.done.await();
        long took = System.nanoTime() - begin;

        processors.forEach(BatchEventProcessor::halt);
        for (Thread thread : threads) thread.join();
        long share = records / producers;
        long expected = producers * (words * (share * (share + 1) / 2) + share * (words * (words - 1L) / 2));
        for (Adder adder : adders) {
            if (adder.sum != expected) throw new IllegalStateException("items were lost, doubled or torn");
        }
        return took;
    }

    private WaitStrategy waitStrategy() {
        return switch (strategy) {
            case "yielding" -> new YieldingWaitStrategy();
            case "blocking" -> new BlockingWaitStrategy();
            // Spins, yields, and then blocks: what is nearest to Daybook's.
            case "phased" -> PhasedBackoffWaitStrategy.withLiteLock(1, 50, TimeUnit.MICROSECONDS);
            default -> throw new IllegalArgumentException("strategy=" + strategy);
        };
    }

    private void consumer(
            RingBuffer<Event> ring, SequenceBarrier barrier, List<Adder> adders, List<BatchEventProcessor<Event>> processors) {
        Adder adder = new Adder();
        adders.add(adder);
        processors.add(new BatchEventProcessor<>(ring, barrier, adder));
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void produceAfter(CountDownLatch go, RingBuffer<Event> ring) {
        try {
            go.await();
        } catch (InterruptedException error) {
            throw new IllegalStateException(error);
        }
        produce(ring);
    }

    /** Each producer sends the values from 1 on. */
    private void produce(RingBuffer<Event> ring) {
        long share = records / producers;
        for (long sent = 0; sent < share; ) {
            long last = batch == 1 ? ring.next() : ring.next(batch);
            for (long sequence = last - batch + 1; sequence <= last; ++sequence) {
                ring.get(sequence).fill(++sent);
            }
            if (batch == 1) {
                ring.publish(last);
            } else {
                ring.publish(last - batch + 1, last);
            }
        }
    }

    public static void main(String[] arguments) {
        Settings settings = new Settings(arguments);
        Courses.run(settings.number("seconds"), new Handoff(settings));
    }
}
