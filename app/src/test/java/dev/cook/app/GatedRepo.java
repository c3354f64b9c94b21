package dev.cook.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A repository of somebody's whose main branch asks for gates. */
record GatedRepo(Person owner, String name, Path work) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Makes it with a cook.toml on main. */
    static GatedRepo of(Person owner, String name, String gates) throws IOException, InterruptedException {
        Path work = owner.repository(name);
        owner.commit(work, "cook.toml", gates);
        owner.git(work, "push", "-q", owner.url(name), "main").ok();
        return new GatedRepo(owner, name, work);
    }

    /** Commits one file on top of what main is here, and asks for it to land by itself. */
    void propose(String branch, String file, String content) throws IOException, InterruptedException {
        owner.git(work, "checkout", "-q", "-B", branch, "main").ok();
        owner.commit(work, file, content);
        push(branch);
    }

    void push(String branch) throws IOException, InterruptedException {
        owner.git(work, "push", "-q", owner.url(name), "HEAD:refs/heads/" + branch, "-o", "land=auto")
                .ok();
    }

    String main() throws IOException, InterruptedException {
        return owner.remoteTip(name, "refs/heads/main");
    }

    /** Fetches main, to look into it as {@code FETCH_HEAD}. */
    void fetch() throws IOException, InterruptedException {
        owner.git(work, "fetch", "-q", owner.url(name), "main").ok();
    }

    String git(String... words) throws IOException, InterruptedException {
        return owner.git(work, words).ok().said();
    }

    /** What is told of a branch. */
    String shown(String branch) throws IOException, InterruptedException {
        return owner.ssh("branch", "show", name, branch).said();
    }

    /** Waits until something is told of a branch. */
    String await(String branch, String text) {
        return Patience.of(owner).until(branch + ": " + text, () -> shown(branch), shown -> shown.contains(text));
    }

    /** Waits until a branch has a gate run: name, attempt and state. */
    void awaitRuns(String branch, String run) {
        owner.until(branch + ": " + run, () -> runs(branch).contains(run));
    }

    /** The gate runs of a branch, one line each, the oldest first: name, attempt and state. */
    List<String> runs(String branch) throws IOException, InterruptedException {
        return json(branch).stream()
                .map(run -> run.path("gate").asString() + " "
                        + run.path("attempt").asInt() + " " + run.path("state").asString())
                .toList();
    }

    /** The gate runs of a branch, the oldest first. */
    List<JsonNode> json(String branch) throws IOException, InterruptedException {
        String text = owner.ssh("gate", "list", name, branch, "--json").ok().out();
        return JSON.readTree(text)
                .valueStream()
                .sorted((one, other) ->
                        Long.compare(one.path("run").asLong(), other.path("run").asLong()))
                .toList();
    }
}
