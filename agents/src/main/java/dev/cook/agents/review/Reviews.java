package dev.cook.agents.review;

import dev.cook.agents.session.Messages;
import dev.cook.git.Trees;
import dev.cook.git.diff.CodePlaces;
import dev.cook.store.Store;

/** All about comments on changes: what the commands and the pages of a server speak with. */
public record Reviews(ReviewActions actions, ReviewReader reader) {
    public static Reviews of(Store store, Messages messages, Trees trees, CodePlaces places) {
        return new Reviews(new ReviewActions(store, messages, trees, places), new ReviewReader(store, places));
    }
}
