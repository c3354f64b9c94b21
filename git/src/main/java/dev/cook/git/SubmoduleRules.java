package dev.cook.git;

import dev.cook.domain.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** What {@code .gitmodules} may say: the git of whoever clones acts on it before that person has read it. */
final class SubmoduleRules {
    /** Room for thousands of submodules. */
    static final int LONGEST = 1 << 20;

    private static final String SECTION = "submodule";

    /** Relative addresses that would put something else in the place of the host. */
    private static final Pattern ESCAPING = Pattern.compile("(?:\\./)*\\.\\./(?:\\.?\\./)*[:/].*");

    private static final Pattern WITHOUT_HOST =
            Pattern.compile("(?:https?|ftps?)(?:::(?!.+://[^/?#]).*|://(?:[^/?#]*@)?(?:[/?#].*)?)");

    private SubmoduleRules() {}

    static void check(ObjectReader reader, ObjectId blob) throws IOException {
        ObjectLoader content = reader.open(blob, Constants.OBJ_BLOB);
        if (content.getSize() > LONGEST) {
            throw refused(blob, "is larger than " + LONGEST + " bytes");
        }
        String text = new String(content.getBytes(LONGEST), StandardCharsets.UTF_8);
        // Editors on Windows end lines in CR and LF.
        if (holdsControl(text.replace("\r\n", "\n").replace("\n", "").replace("\t", ""))) {
            throw refused(blob, "holds control characters (see CVE-2025-48384)");
        }
        try {
            SubmoduleValidator.assertValidGitModulesFile(text);
            Config config = new Config();
            config.fromText(text);
            for (String name : config.getSubsections(SECTION)) {
                Optional<String> problem = problem(config, name);
                if (problem.isPresent()) {
                    throw refused(
                            blob, "submodule '" + Text.shortened(Text.printable(name), 60) + "' " + problem.get());
                }
            }
        } catch (SubmoduleValidator.SubmoduleValidationException | ConfigInvalidException e) {
            throw refused(blob, "is not valid: " + Text.shortened(Text.printable(String.valueOf(e.getMessage())), 200));
        }
    }

    private static Optional<String> problem(Config config, String name) {
        if (holdsControl(name)) {
            return Optional.of("has control characters in its name");
        }
        for (String key : config.getNames(SECTION, name)) {
            for (String value : config.getStringList(SECTION, name, key)) {
                if (value != null && holdsControl(value)) {
                    return Optional.of("has control characters in its " + key);
                }
            }
        }
        for (String path : config.getStringList(SECTION, name, "path")) {
            for (String part : path.split("[/\\\\]")) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                if (part.equals("..") || SpecialName.of(bytes, 0, bytes.length) == SpecialName.GIT) {
                    return Optional.of("has '" + Text.printable(part) + "' in its path");
                }
            }
        }
        for (String url : config.getStringList(SECTION, name, "url")) {
            String lower = url.toLowerCase(Locale.ROOT);
            if (lower.contains("%0a") || lower.contains("%0d") || lower.contains("%00")) {
                return Optional.of("has an encoded line break in its url");
            }
            if (ESCAPING.matcher(url).matches() || WITHOUT_HOST.matcher(url).matches()) {
                return Optional.of("has a url that names no host (see CVE-2020-11008)");
            }
        }
        for (String update : config.getStringList(SECTION, name, "update")) {
            if (update.startsWith("!")) {
                return Optional.of("runs a command as its update");
            }
        }
        return Optional.empty();
    }

    private static boolean holdsControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static CorruptObjectException refused(ObjectId blob, String why) {
        return new CorruptObjectException(".gitmodules (blob " + blob.name() + ") " + why
                + "; fix the file, rewrite the history that holds it, then push again");
    }

    /** Where it says that submodules are; none where it cannot be read. */
    static Set<String> paths(byte[] file) {
        Set<String> paths = new HashSet<>();
        try {
            Config config = new Config();
            config.fromText(new String(file, StandardCharsets.UTF_8));
            for (String name : config.getSubsections(SECTION)) {
                paths.addAll(List.of(config.getStringList(SECTION, name, "path")));
            }
        } catch (ConfigInvalidException _) {
            return Set.of();
        }
        return paths;
    }
}
