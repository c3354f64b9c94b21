package dev.cook.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads small files that people write. */
final class TextFile {
    /** Thousands of agents would fit; what is larger is not a configuration. */
    private static final int LARGEST = 1 << 20;

    private TextFile() {}

    static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new ConfigException(Problem.of(file.toString(), "is larger than 1 MiB"));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException _) {
            throw new ConfigException(Problem.of(file.toString(), "there is no such file"));
        } catch (CharacterCodingException _) {
            throw new ConfigException(Problem.of(file.toString(), "is not text in UTF-8"));
        } catch (IOException e) {
            throw new ConfigException(Problem.of(file.toString(), "cannot be read: " + reason(e)));
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
