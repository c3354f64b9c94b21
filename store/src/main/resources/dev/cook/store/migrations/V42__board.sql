-- Boards of servers with many branches: what waits, and what is searched for.

CREATE INDEX branch_waiting ON branch (changed_at) WHERE ended_at IS NULL AND (waits_for IS NOT NULL OR state = 'done');
CREATE INDEX branch_words ON branch USING gin (to_tsvector('simple', regexp_replace(name || ' ' || coalesce(left(prompt, 2000), ''), '[^[:alnum:]]+', ' ', 'g')));
