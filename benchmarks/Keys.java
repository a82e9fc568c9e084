import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Prints instances and their keys: {@code java Keys.java SECRET HOW_MANY}. */
public final class Keys {

    private static final int KEY_BYTES = 18;

    public static void main(String[] args) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(args[0].getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            String id = "STORM%06d".formatted(i);
            byte[] hash = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
            byte[] key = java.util.Arrays.copyOf(hash, KEY_BYTES);
            lines.append(id).append(' ').append(Base64.getUrlEncoder().encodeToString(key)).append('\n');
        }
        System.out.print(lines);
    }
}
