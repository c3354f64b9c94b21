package dev.cook.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Objects as no git of today writes them: what is compared with git's own fsck. */
final class OddObjects {
    private static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    private static final String GOOD = "Ann <ann@example.org> 1112911993 +0200";

    /** A tree about which git complains where a name of it is meant to be that of a file. */
    static final Odd ELSEWHERE = tree("elsewhere", file("a directory where a file should be"));

    private OddObjects() {}

    /** @param latin its bytes, as Latin-1 */
    record Odd(String name, int type, String latin) {
        Odd(String name, int type, byte[] content) {
            this(name, type, new String(content, ISO_8859_1));
        }

        byte[] content() {
            return latin.getBytes(ISO_8859_1);
        }

        ObjectId id() {
            return new ObjectInserter.Formatter().idFor(type, content());
        }
    }

    private static Odd commit(String name, String... lines) {
        return new Odd(name, Constants.OBJ_COMMIT, String.join("\n", lines).getBytes(ISO_8859_1));
    }

    private static Odd by(String author) {
        return commit("author " + author, "tree " + EMPTY_TREE, "author " + author, "committer " + GOOD, "", "old", "");
    }

    private static Odd committedBy(String who) {
        return commit("committer " + who, "tree " + EMPTY_TREE, "author " + GOOD, "committer " + who, "", "old", "");
    }

    private static Odd tag(String name, String... lines) {
        return new Odd(name, Constants.OBJ_TAG, String.join("\n", lines).getBytes(ISO_8859_1));
    }

    private static Odd tree(String name, byte[]... entries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            all.writeBytes(entry);
        }
        return new Odd("tree " + name, Constants.OBJ_TREE, all.toByteArray());
    }

    private static byte[] entry(String mode, String name, String id) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes((mode + " " + name + "\0").getBytes(UTF_8));
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        ObjectId.fromString(id).copyRawTo(raw, 0);
        entry.writeBytes(raw);
        return entry.toByteArray();
    }

    private static byte[] file(String name) {
        return entry("100644", name, EMPTY_BLOB);
    }

    static List<Odd> table() {
        List<Odd> odd = new ArrayList<>();
        for (String who : List.of(
                GOOD,
                "Ann <ann@example.org> 0 +0000",
                "Ann <ann@example.org> 9223372036854775807 +0000",
                "Ann <ann@example.org> 9223372036854775808 +0000",
                "Ann <ann@example.org> 18446744073709551615 +0000",
                "Ann <ann@example.org> 18446744073709551616 +0000",
                "Ann <ann@example.org> 99999999999999999999999 +0000",
                "Ann <ann@example.org> 253402300800 +0000",
                "Ann <ann@example.org> 31556889864403200 +0000",
                "Ann <ann@example.org> -1 +0000",
                "Ann <ann@example.org> +5 +0000",
                "Ann <ann@example.org> 01112911993 +0000",
                "Ann <ann@example.org> 00 +0000",
                "Ann <ann@example.org> now +0200",
                "Ann <ann@example.org> 1112911993.5 +0200",
                "Ann <ann@example.org> 1112911993",
                "Ann <ann@example.org> 1112911993 ",
                "Ann <ann@example.org> ",
                "Ann <ann@example.org>",
                "Ann <ann@example.org> 1112911993 --700",
                "Ann <ann@example.org> 1112911993 +051800",
                "Ann <ann@example.org> 1112911993 +9999",
                "Ann <ann@example.org> 1112911993 0200",
                "Ann <ann@example.org> 1112911993 UTC",
                "Ann <ann@example.org> 1112911993 +02:00",
                "Ann <ann@example.org> 1112911993 +0200 ",
                "Ann <ann@example.org> 1112911993  +0200",
                "Ann <ann@example.org>1112911993 +0200",
                "Ann <ann@example.org>99999999999999999999999 +0200",
                "Ann <ann@example.org>x",
                "Ann<ann@example.org> 1112911993 +0200",
                "Ann<ann@example.org> 99999999999999999999999 +0200",
                "<ann@example.org> 1112911993 +0200",
                " <ann@example.org> 1112911993 +0200",
                "Ann <> 1112911993 +0200",
                "Ann < > 1112911993 +0200",
                "Ann 1112911993 +0200",
                "Ann > <ann@example.org> 1112911993 +0200",
                "Ann <ann@<example.org> 1112911993 +0200",
                "Ann <ann@example.org>> 1112911993 +0200",
                "Ann <ann@example.org 1112911993 +0200",
                "\u00c4nn \u00ff <ann@example.org> 1112911993 +0200",
                "An\tn <ann@example.org> 1112911993 +0200",
                "",
                " ")) {
            odd.add(by(who));
            odd.add(committedBy(who));
            odd.add(tag(
                    "tagger " + who, "object " + EMPTY_TREE, "type tree", "tag v1", "tagger " + who, "", "old", ""));
        }
        String tree = "tree " + EMPTY_TREE;
        String author = "author " + GOOD;
        String committer = "committer " + GOOD;
        odd.add(commit("no message", tree, author, committer, ""));
        odd.add(commit("no end of the header", tree, author, committer));
        odd.add(commit("nothing"));
        odd.add(commit("NUL in the message", tree, author, committer, "", "old\0new", ""));
        odd.add(commit("NUL in the header", tree, author, committer, "x\0y", "", "old", ""));
        odd.add(commit("NUL in a name", tree, "author A\0 <a> 1 +0000", committer, "", "old", ""));
        odd.add(commit("no tree", author, committer, "", "old", ""));
        odd.add(commit("half a tree", "tree 4b825dc6", author, committer, "", "old", ""));
        odd.add(commit("a long tree", tree + "00", author, committer, "", "old", ""));
        odd.add(commit(
                "a tree in capitals",
                tree.toUpperCase(java.util.Locale.ROOT).replace("TREE", "tree"),
                author,
                committer,
                "",
                "old",
                ""));
        odd.add(commit("a parent that is none", tree, "parent main", author, committer, "", "old", ""));
        odd.add(commit("a parent after the author", tree, author, "parent " + EMPTY_TREE, committer, "", "old", ""));
        odd.add(commit("no author", tree, committer, "", "old", ""));
        odd.add(commit("two authors", tree, author, author, committer, "", "old", ""));
        odd.add(commit("no committer", tree, author, "", "old", ""));
        odd.add(commit("two committers", tree, author, committer, committer, "", "old", ""));
        odd.add(commit("another header", tree, author, committer, "encoding ISO-8859-1", "x y", "", "\u00e4", ""));
        odd.add(commit("a header after a blank line", tree, author, "", committer, "", "old", ""));
        odd.add(commit("lines of Windows", tree + "\r", author + "\r", committer + "\r", "\r", "old", ""));
        odd.add(commit("no UTF-8", tree, author, committer, "", "\u00ff\u00fe", ""));

        String object = "object " + EMPTY_TREE;
        String tagger = "tagger " + GOOD;
        odd.add(tag("no tagger", object, "type tree", "tag v1", "", "old", ""));
        odd.add(tag("no name", object, "type tree", tagger, "", "old", ""));
        odd.add(tag("no type", object, "tag v1", tagger, "", "old", ""));
        odd.add(tag("a type that is none", object, "type branch", "tag v1", tagger, "", "old", ""));
        odd.add(tag("no object", "type tree", "tag v1", tagger, "", "old", ""));
        odd.add(tag("an object that is none", "object main", "type tree", "tag v1", tagger, "", "old", ""));
        odd.add(tag("a name that is none", object, "type tree", "tag v..1", tagger, "", "old", ""));
        odd.add(tag("NUL in the text", object, "type tree", "tag v1", tagger, "", "old\0new", ""));
        odd.add(tag("NUL in the head", object, "type tree", "tag v\0", tagger, "", "old", ""));
        odd.add(tag("another line", object, "type tree", "tag v1", tagger, "more x", "", "old", ""));
        odd.add(tag("no text", object, "type tree", "tag v1", tagger, ""));

        for (String mode : List.of(
                "100644",
                "0100644",
                "100755",
                "100664",
                "100600",
                "120000",
                "40000",
                "040000",
                "160000",
                "140000",
                "60000",
                "644",
                "0",
                "100648",
                "",
                "100644x",
                "+100644",
                "10064 4",
                "7777777777100644")) {
            odd.add(tree("mode '" + mode + "'", entry(mode, "name", mode.endsWith("40000") ? EMPTY_TREE : EMPTY_BLOB)));
        }
        for (String name : List.of(
                "",
                ".",
                "..",
                "a/b",
                ".git",
                ".GIT",
                "git~1",
                ".git ",
                ".git.",
                ".g\u200cit",
                ".git::$INDEX_ALLOCATION",
                ".gitx",
                "\u00e4",
                "a\\b",
                "-x",
                "con",
                "a b",
                "git~2",
                ".gitignore")) {
            odd.add(tree("name '" + name + "'", file(name)));
        }
        byte[] bytes = file(".gitxx");
        bytes["100644 .git".length()] = (byte) 0xFF;
        odd.add(tree("a name that is no UTF-8 after .git", bytes));
        odd.add(tree("empty"));
        odd.add(tree("twice", file("a"), file("a")));
        odd.add(tree("unsorted", file("b"), file("a")));
        odd.add(tree("file and directory", file("a"), entry("40000", "a", EMPTY_TREE)));
        odd.add(tree("file and directory apart", file("a"), file("a.b"), entry("40000", "a", EMPTY_TREE)));
        odd.add(tree("sorted as files", entry("40000", "a", EMPTY_TREE), file("a.b")));
        odd.add(tree("no id", entry("100644", "a", "0".repeat(40))));
        odd.add(new Odd("tree cut", Constants.OBJ_TREE, "100644 a\0short".getBytes(UTF_8)));
        odd.add(new Odd("tree of text", Constants.OBJ_TREE, "hello".getBytes(UTF_8)));
        for (String name : List.of(".gitmodules", ".gitattributes", ".gitignore", ".mailmap")) {
            odd.add(tree("link " + name, entry("120000", name, EMPTY_BLOB)));
            odd.add(tree(
                    "directory " + name, entry("40000", name, ELSEWHERE.id().name())));
        }
        return odd;
    }

    /** Takes good objects apart and puts them together wrongly. */
    static List<Odd> generated(Random random, int count) {
        List<String> pieces = List.of(
                "Ann",
                " ",
                " ",
                "<",
                ">",
                "ann@example.org",
                "\n",
                "\n\n",
                "0",
                "1",
                "7",
                "1112911993",
                "99999999999999999999",
                "9223372036854775807",
                "+0200",
                "-0000",
                "--700",
                "+",
                "-",
                "author ",
                "committer ",
                "tree ",
                "parent ",
                "tagger ",
                "object ",
                "type ",
                "tag ",
                EMPTY_TREE,
                "\0",
                "\t",
                "\r",
                "\u00ff",
                "a.b",
                "/",
                ".",
                "100644 ",
                "40000 ",
                "old");
        List<Odd> good =
                table().stream().filter(odd -> odd.content().length > 30).toList();
        List<Odd> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Odd base = good.get(random.nextInt(good.size()));
            StringBuilder text = new StringBuilder(base.latin());
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int from = random.nextInt(text.length() + 1);
                int to = Math.min(text.length(), from + random.nextInt(4) * random.nextInt(4));
                text.replace(from, to, random.nextInt(4) == 0 ? "" : pieces.get(random.nextInt(pieces.size())));
            }
            made.add(new Odd(
                    "changed: " + base.name(), base.type(), text.toString().getBytes(ISO_8859_1)));
        }
        return made;
    }

    /** A file, and under which name a tree has it. */
    record OddFile(String name, Odd blob) {
        static OddFile of(String name, String... lines) {
            return new OddFile(
                    name,
                    new Odd(
                            name + " " + String.join(" ", lines),
                            Constants.OBJ_BLOB,
                            (String.join("\n", lines) + "\n").getBytes(UTF_8)));
        }

        Odd tree() {
            return OddObjects.tree(blob.name(), entry("100644", name, blob.id().name()));
        }
    }

    private static OddFile module(String name, String... lines) {
        List<String> all = new ArrayList<>(List.of("[submodule \"" + name + "\"]"));
        all.addAll(List.of(lines));
        return OddFile.of(".gitmodules", all.toArray(String[]::new));
    }

    static List<OddFile> files() {
        return List.of(
                OddFile.of(".gitattributes", "*.txt text", "x".repeat(2047)),
                OddFile.of(".gitattributes", "*.txt text", "x".repeat(2048)),
                OddFile.of(".gitattributes", "x".repeat(5000)),
                module("lib", "path = lib", "url = https://example.org/lib"),
                module("lib", "path = lib", "url = ../lib"),
                module("lib", "path = lib", "url = -u./payload"),
                module("lib", "path = lib", "url = https://example.org/%0ahost=evil"),
                module("lib", "path = lib", "url = http:///nowhere"),
                module("lib", "path = lib", "url = https://ann@/nowhere"),
                module("lib", "path = lib", "url = https://ann@example.org:8080/lib"),
                module("lib", "path = lib", "url = http::nowhere"),
                module("lib", "path = lib", "url = http::https://example.org/lib"),
                module("lib", "path = lib", "url = ../../:example.org/lib"),
                module("lib", "path = lib", "url = .././../lib"),
                module("lib", "path = lib", "url = ./..//example.org"),
                module("lib", "path = lib", "url = ssh://git@example.org/lib"),
                module("lib", "path = lib", "url = git@example.org:lib"),
                module("lib", "path = -x", "url = ../lib"),
                module("lib", "path = lib", "update = !touch x"),
                module("lib", "path = lib", "update = merge"),
                module("../../hooks", "path = lib", "url = ../lib"),
                module("a/../b", "path = lib", "url = ../lib"),
                module("lib", "path = ../lib", "url = ../lib"),
                module("lib", "path = .git/hooks", "url = ../lib"),
                OddFile.of(".gitmodules", "[submodule \"open"));
    }
}
