package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateFileRunTest {
    private static GateFileRun.Outcome run(GateProgram program, Map<String, String> files) {
        return run(program, files, GateFileRun.LIMIT);
    }

    private static GateFileRun.Outcome run(GateProgram program, Map<String, String> files, Duration limit) {
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach((path, text) -> contents.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new GateFileRun(limit).run(new GateTree(program, List.of("README.md", "a b/ü"), contents));
    }

    private static String printed(GateFileRun.Outcome outcome) {
        assertThat(outcome).isInstanceOf(GateFileRun.Outcome.Printed.class);
        return ((GateFileRun.Outcome.Printed) outcome).document().strip();
    }

    private static String python(String text) {
        return printed(run(GateProgram.PYTHON, Map.of("gates.py", text)));
    }

    private static String failure(String python) {
        return failure(run(GateProgram.PYTHON, Map.of("gates.py", python)));
    }

    private static String failure(GateFileRun.Outcome outcome) {
        assertThat(outcome).isInstanceOf(GateFileRun.Outcome.Failed.class);
        return ((GateFileRun.Outcome.Failed) outcome).why();
    }

    @Test
    void pythonMakesGatesWithCooksModuleAndItsOwn() {
        String document = printed(run(
                GateProgram.PYTHON, Map.of("gates.py", """
                        from cook import approval, files, gate, pipeline, soak
                        from ours import make
                        import sys
                        print("a word", file=sys.stderr)
                        build = gate("build", make("all"), retries=2)
                        pipeline(
                            [build, approval("ok", by=["ann"], needs=[build], when={"branches": ["agent/**"]}),
                             soak("health", ["true"], "30m")],
                            queue={"depth": len(files())}, groups={"cooks": ["ben"]})
                        """, ".cook/ours.py", "def make(goal): return f'make {goal}'")));
        assertThat(document)
                .isEqualTo("{\"gates\": ["
                        + "{\"name\": \"build\", \"kind\": \"command\", \"command\": \"make all\", \"retries\": 2},"
                        + " {\"name\": \"ok\", \"kind\": \"approval\", \"by\": [\"ann\"], \"when\": {\"branches\": [\"agent/**\"]},"
                        + " \"needs\": [\"build\"]},"
                        + " {\"name\": \"health\", \"kind\": \"soak\", \"command\": [\"true\"], \"for\": \"30m\"}],"
                        + " \"queue\": {\"depth\": 2}, \"groups\": {\"cooks\": [\"ben\"]}}");
    }

    @Test
    void whatItSaidInItsLastMomentIsRead() {
        // As much as a pipe holds, so that it ends while nobody has read it yet.
        List<String> said = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i ->
                        failure("import sys\nprint('x ' * 30000, file=sys.stderr)\nraise SystemExit('no flour')\n"))
                .toList();
        assertThat(said).allSatisfy(why -> assertThat(why).endsWith("no flour"));
    }

    @Test
    void typeScriptMakesGatesWithCooksModuleAndItsOwn() {
        String document = printed(run(
                GateProgram.TYPESCRIPT,
                Map.of(
                        "gates.ts",
                        """
                        import { approval, files, gate, pipeline, type Gate } from "cook";
                        import { make } from "./.cook/ours.ts";
                        console.error("a word");
                        const build: Gate = gate("build", make("all"), { retries: 2 });
                        pipeline([build, approval("ok", { by: ["ann"], needs: [build] })], { queue: { depth: files().length } });
                        """,
                        ".cook/ours.ts",
                        "export function make(goal: string): string { return `make ${goal}`; }")));
        assertThat(document)
                .isEqualTo(
                        "{\"gates\":[{\"retries\":2,\"command\":\"make all\",\"name\":\"build\",\"kind\":\"command\"},"
                                + "{\"by\":[\"ann\"],\"needs\":[\"build\"],\"name\":\"ok\",\"kind\":\"approval\"}],"
                                + "\"queue\":{\"depth\":2}}");
    }

    @Test
    void whatFailsShowsTheEndOfItsLog() {
        assertThat(failure("""
                        import sys
                        for i in range(5000):
                            print("line", i, file=sys.stderr)
                        raise SystemExit(3)
                        """))
                .startsWith("the gate file ended with exit status 3\n…\n")
                .endsWith("line 4999")
                .hasSizeLessThan(3100);
        assertThat(failure("gates = ")).contains("gates.py\", line 1").contains("SyntaxError");
        assertThat(failure(run(GateProgram.TYPESCRIPT, Map.of("gates.ts", "const a: = 3"))))
                .contains("gates.ts:1");
    }

    @Test
    void itSeesNothingOfTheServerAndReachesNobody() {
        assertThat(python("""
                        import json, os, socket
                        def tried(what):
                            try:
                                return str(what())
                            except OSError as e:
                                return type(e).__name__
                        print(json.dumps([
                            sorted(os.environ),
                            sorted(os.listdir("/")),
                            sorted(os.listdir("/etc")),
                            tried(lambda: open("gates.py", "w")),
                            tried(lambda: open("/gates/tree/new", "w")),
                            tried(lambda: open("/root/x")),
                            tried(lambda: socket.create_connection(("127.0.0.1", 22), 1)),
                            tried(lambda: socket.create_connection(("192.0.2.1", 80), 1)),
                            len([p for p in os.listdir("/proc") if p.isdigit()]) < 8,
                            os.getuid() != 0 or os.environ["HOME"] != "/tmp",
                        ]))
                        """))
                .matches(
                        "\\[\\[\"COOK_FILES\", \"DENO_DIR\", \"DENO_NO_UPDATE_CHECK\", \"HOME\", \"LANG\", \"NO_COLOR\","
                                + " \"PATH\", \"PWD\", \"PYTHONPATH\"], \\[\"bin\", \"dev\", \"etc\", \"gates\", .*\"usr\"\\],"
                                + " \\[(\"alternatives\", )?\"ld.so.cache\"(, \"ld.so.conf\")?\\], \"OSError\", \"OSError\","
                                + " \"FileNotFoundError\", \"ConnectionRefusedError\", \"OSError\", true, true\\]");
    }

    @Test
    void whatItTakesIsBounded() {
        assertThat(failure("import sys\nwhile True: sys.stdout.write('x' * 65536)"))
                .isEqualTo("the gate file printed more than 1 MiB");
        assertThat(failure(run(
                        GateProgram.PYTHON,
                        Map.of("gates.py", "import sys\nprint('begun', file=sys.stderr, flush=True)\nwhile True: pass"),
                        Duration.ofSeconds(1))))
                .isEqualTo("the gate file took longer than 1 s\nbegun");
        assertThat(failure("a = []\nwhile True: a.append(bytes(1 << 20))")).contains("MemoryError");
        assertThat(failure("""
                        import os
                        children = 0
                        try:
                            while True:
                                if os.fork() == 0:
                                    a = [bytes(1 << 20) for i in range(200)]
                                    import time
                                    time.sleep(60)
                                children += 1
                        except OSError:
                            raise SystemExit(f"{children} children")
                        """)).containsAnyOf("more than 768 MiB of memory", " children");
        assertThat(failure("open('/tmp/x', 'wb').write(bytes(100 << 20))")).contains("exit status");
    }

    @Test
    void nothingOfItIsLeft() {
        long before = processes();
        failure(run(GateProgram.PYTHON, Map.of("gates.py", """
                        import os, time
                        for i in range(3):
                            if os.fork() == 0:
                                os.setsid()
                                time.sleep(4711)
                        time.sleep(4711)
                        """), Duration.ofSeconds(1)));
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(processes()).isEqualTo(before));
    }

    private static long processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.endsWith("python3 -B -s gates.py"))
                        .isPresent())
                .count();
    }
}
