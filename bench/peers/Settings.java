import java.util.HashMap;
import java.util.Map;

/** What a contestant is told on its command line: key=value. */
final class Settings {
    private final Map<String, String> values = new HashMap<>();

    Settings(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0) throw new IllegalArgumentException("expected key=value: " + argument);
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    String text(String key) {
        String value = values.get(key);
        if (value == null) throw new IllegalArgumentException("missing: " + key + "=");
        return value;
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }
}
