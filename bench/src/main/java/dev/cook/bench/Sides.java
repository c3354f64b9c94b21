package dev.cook.bench;

import dev.cook.bench.GitUser.Way;

/** Both servers, as the benchmark itself reaches their repositories, with the same client for both. */
record Sides(Workshop workshop, CookServing cook, OpenSsh peer, GitUser user) {
    /** To a repository of Cook's. */
    GitTransport ours(Way way, String name) {
        return switch (way) {
            case HTTP -> new HttpTransport(cook.http(name), user.authorization());
            case SSH, SHARED_SSH -> ssh(way, new SshTransport.Place(cook.port(), "cook", "/" + name));
        };
    }

    /** To the peer's repository of the same name. */
    GitTransport theirs(Way way, String name) {
        return switch (way) {
            case HTTP -> new HttpTransport(peer.http(name), user.authorization());
            case SSH, SHARED_SSH ->
                ssh(way, new SshTransport.Place(peer.port(), System.getProperty("user.name"), peer.path(name)));
        };
    }

    private GitTransport ssh(Way way, SshTransport.Place place) {
        return SshTransport.to(place, workshop.privateKey(), way == Way.SHARED_SSH);
    }

    /** Begins a branch of commits to push: its first commit is on both sides. */
    PushLine line(Sample sample, String name, String branch) {
        PushLine line = PushLine.begin(workshop, sample, branch);
        user.push(Way.SHARED_SSH, cook.ssh(name), line.first(), branch);
        user.push(Way.SHARED_SSH, peer.ssh(name), line.first(), branch);
        return line;
    }
}
