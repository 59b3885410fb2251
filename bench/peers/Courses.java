/** Runs one course after another and prints what they come to, as the driver expects it. */
final class Courses {
    /** Before anything counts: the compiler has seen the code at work for so long, and in so many courses. */
    private static final double WARM_UP_SECONDS = 3;
    private static final int WARM_UP_COURSES = 5;

    interface Course {
        /** Returns the nanoseconds that `items()` items took; throws where a result is wrong. */
        long run() throws Exception;

        long items();
    }

    private Courses() {}

    static void run(int seconds, Course course) {
        String wrong = "";
        long items = 0;
        double took = 0;
        try {
            int courses = 0;
            double warm = 0;
            double needed = Math.min(WARM_UP_SECONDS, seconds);
            for (; warm < needed || courses < WARM_UP_COURSES; ++courses) warm += course.run() / 1e9;
            for (; took < seconds; items += course.items()) took += course.run() / 1e9;
        } catch (Exception | AssertionError error) {
            wrong = String.valueOf(error).replace('"', '\'').replace('\\', '/').replace('\n', ' ');
        }
        System.out.printf(java.util.Locale.ROOT, "{\"items\": %d, \"seconds\": %.9f, \"wrong\": \"%s\"}%n", items, took, wrong);
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
