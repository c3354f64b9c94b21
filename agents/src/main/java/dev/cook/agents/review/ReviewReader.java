package dev.cook.agents.review;

import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.CodePlace;
import dev.cook.domain.GateFinding;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.domain.ReviewComment;
import dev.cook.git.diff.CodePlaces;
import dev.cook.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads what was said about a branch's change, and finds the lines that it is about in the change as it is now. */
public final class ReviewReader {
    private final Store store;
    private final CodePlaces places;

    public ReviewReader(Store store, CodePlaces places) {
        this.store = store;
        this.places = places;
    }

    /** What rows say. */
    private record Said(List<ReviewComment> comments, List<GateFinding> findings) {}

    /**
     * Comments and findings, the oldest first.
     *
     * @param reader whose drafts are among them; empty: nobody's
     * @param tip the commit that is looked at
     * @param base what it is compared with
     */
    public List<Remark> read(RepoId repo, BranchId branch, Optional<AccountId> reader, Oid tip, Optional<Oid> base) {
        Said said = store.read(tx -> new Said(
                reader.map(account -> tx.reviewComments().of(branch, account))
                        .orElseGet(() -> tx.reviewComments().sent(branch)),
                tx.gateVerdicts().findings(branch)));
        List<Remark> remarks = new ArrayList<>();
        remarks.addAll(comments(
                repo, said.comments().stream().filter(one -> !one.old()).toList(), Optional.of(tip)));
        remarks.addAll(comments(
                repo, said.comments().stream().filter(ReviewComment::old).toList(), base));
        remarks.addAll(findings(repo, said.findings(), tip));
        remarks.sort(Comparator.comparing(Remark::at));
        return List.copyOf(remarks);
    }

    private List<Remark> comments(RepoId repo, List<ReviewComment> comments, Optional<Oid> to) {
        List<Optional<CodePlace>> now = to.map(commit -> places.follow(
                        repo, comments.stream().map(ReviewComment::place).toList(), commit))
                .orElseGet(() ->
                        comments.stream().map(_ -> Optional.<CodePlace>empty()).toList());
        List<Remark> remarks = new ArrayList<>();
        for (int i = 0; i < comments.size(); i++) {
            remarks.add(Remark.of(comments.get(i), now.get(i)));
        }
        return remarks;
    }

    private List<Remark> findings(RepoId repo, List<GateFinding> findings, Oid tip) {
        List<CodePlace> asked =
                findings.stream().flatMap(one -> place(one).stream()).toList();
        List<Optional<CodePlace>> now = places.follow(repo, asked, tip);
        List<Remark> remarks = new ArrayList<>();
        int next = 0;
        for (GateFinding finding : findings) {
            Optional<CodePlace> place = place(finding);
            Optional<CodePlace> found = place.isPresent() ? now.get(next++) : Optional.empty();
            remarks.add(new Remark(
                    finding.id().toString(),
                    "gate " + finding.gate(),
                    true,
                    finding.repeated(),
                    finding.state(),
                    false,
                    finding.commit(),
                    finding.file(),
                    place.map(CodePlace::lines),
                    found,
                    place.filter(_ -> !finding.repeated())
                            .flatMap(lines -> places.read(repo, lines))
                            .map(CodeQuote::of)
                            .orElse(""),
                    finding.text(),
                    finding.at(),
                    finding.resolved()));
        }
        return remarks;
    }

    /** Agents write paths as they like. */
    private static Optional<CodePlace> place(GateFinding finding) {
        String file = finding.file().replaceFirst("^(\\./)+", "");
        return finding.line()
                .filter(_ -> !file.isEmpty())
                .map(line -> new CodePlace(finding.commit(), file, new LineRange(line, line)));
    }
}
