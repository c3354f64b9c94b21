package dev.cook.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Rows of a server that has worked for years: {@value #PAST} of everything that grows, half of them in one repository, and
 * a few things that are under way. What is alive has the highest ids.
 */
final class OldServer {
    /** Many times what a statement may touch, few enough to be made in seconds. */
    static final int PAST = 10_000;

    /** Branches under way, each with a session, an environment and a turn; every other one has a candidate. */
    static final int ALIVE = 40;

    private static final String ALL = PAST + " + " + ALIVE;

    private OldServer() {}

    static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute(people());
            statement.execute(branches());
            statement.execute(candidates());
            statement.execute(jobs());
            statement.execute(logs());
            statement.execute("VACUUM ANALYZE");
        }
    }

    private static String people() {
        return """
                INSERT INTO account (name, created_at) SELECT 'person-' || i, now() FROM generate_series(1, 50) i;
                INSERT INTO account_key (account_id, fingerprint, public_key, label, created_at)
                SELECT i, 'SHA256:' || i, 'key', 'laptop', now() FROM generate_series(1, 50) i;
                INSERT INTO repo (name, refs_at, refs_version, fossil_count, created_by, created_at)
                SELECT 'repo-' || i, now() - interval '1 hour', %1$d, %1$d, 'person-1', now() FROM generate_series(1, 40) i;
                INSERT INTO repo_role SELECT r, a, 'write' FROM generate_series(1, 40) r, generate_series(1, 50) a;
                """.formatted(PAST);
    }

    /** Says each word in braces of a statement for a number i. */
    private static String sql(String template) {
        String at = "(now() - interval '1 minute' * (" + ALL + " - i))";
        String repo = "(CASE WHEN i % 2 = 0 OR i > " + PAST + " THEN 1 ELSE 2 + i % 39 END)";
        return template.replace("{over}", "i <= " + PAST)
                .replace("{past}", Integer.toString(PAST))
                .replace("{alive}", Integer.toString(ALIVE))
                .replace("{all}", ALL)
                .replace("{repo}", repo)
                .replace("{oid}", "decode(lpad(to_hex(i), 40, '0'), 'hex')")
                .replace("{at}", at);
    }

    private static String branches() {
        return sql("""
                INSERT INTO branch (repo_id, name, state, target, landing, agent, prompt, started_from, started_by, land_by,
                                    landed_as, created_at, changed_at, ended_at, queue_rank, queued_at)
                SELECT {repo}, 'branch-' || i,
                       CASE WHEN {over} THEN CASE WHEN i % 5 = 0 THEN 'abandoned' ELSE 'landed' END
                            ELSE (ARRAY['active', 'done', 'queued'])[1 + i % 3] END,
                       'main', 'auto', 'demo', 'do it', {oid}, 'person-1', 'person-1',
                       CASE WHEN {over} AND i % 5 <> 0 THEN {oid} END, {at}, {at}, CASE WHEN {over} THEN {at} END, i, {at}
                FROM generate_series(1, {all}) i;

                INSERT INTO persistent_environment (repo_id, name, made_from, state, idle_seconds, created_by, created_at,
                                              destroyed_at, cleared_at)
                SELECT {repo}, 'kept-' || i, 'local', CASE WHEN {over} THEN 'destroyed' ELSE 'open' END, 60, 'person-1', {at},
                       CASE WHEN {over} THEN {at} END, CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;

                INSERT INTO environment (repo_id, branch_id, purpose, name, state, fingerprint, bearer_hash, persistent_id, created_at,
                                         launched_at, gone_at)
                SELECT {repo}, i, 'session', 'local', CASE WHEN {over} THEN 'gone' ELSE 'ready' END,
                       CASE WHEN NOT {over} THEN 'SHA256:e' || i END,
                       CASE WHEN NOT {over} THEN decode(lpad(to_hex(i), 64, '0'), 'hex') END, i, {at}, {at},
                       CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;
                INSERT INTO environment (repo_id, branch_id, purpose, name, state, commit_id, fingerprint, created_at,
                                         launched_at, gone_at)
                SELECT {repo}, i, 'gate', 'local', CASE WHEN {over} THEN 'gone' ELSE 'ready' END, {oid},
                       CASE WHEN NOT {over} THEN 'SHA256:g' || i END, {at}, {at}, CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;

                INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at, ended_at)
                SELECT i, i, 'demo', gen_random_uuid(), CASE WHEN {over} THEN 'ended' ELSE 'running' END, {at},
                       CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;

                INSERT INTO review_comment (branch_id, number, account_id, old_side, commit_id, file, first_line, last_line,
                                            quote, comment, written_at, sent_at)
                SELECT i, n, n, false, {oid}, 'a', 1, 2, 'code', 'words', {at}, CASE WHEN n = 1 THEN {at} END
                FROM generate_series(1, {all}) i, generate_series(1, 2) n;
                INSERT INTO branch_look SELECT i, 1, {oid}, {oid}, {at} FROM generate_series(1, {all}) i;
                INSERT INTO branch_need SELECT i, {repo}, 'branch-' || (i + 2), true FROM generate_series(1, {all}) i;
                INSERT INTO host_request (environment_id, host, port, allowed, first_at, last_at)
                SELECT i, 'example.org', 443, true, {at}, {at} FROM generate_series(1, {all}) i;
                INSERT INTO environment_repo (environment_id, repo_id, path, ref, granted_by)
                SELECT i, 2, 'beside', 'refs/heads/main', 1 + i % 50 FROM generate_series(1, {all}) i;
                """);
    }

    private static String candidates() {
        return sql("""
                INSERT INTO candidate (repo_id, branch_id, target, base_id, branch_tip, commit_id, head_id, state, built_at,
                                       planned_at, closed_at, attested_at)
                SELECT {repo}, i, 'main', {oid}, {oid}, {oid}, {oid},
                       CASE WHEN {over} THEN (ARRAY['landed', 'failed', 'split', 'stale'])[1 + i % 4] ELSE 'open' END, {at},
                       CASE WHEN {over} OR i % 2 = 0 THEN {at} END, CASE WHEN {over} THEN {at} END, {at}
                FROM generate_series(1, {all}) i;
                INSERT INTO candidate_member SELECT i, 1, i, {oid}, {oid} FROM generate_series(1, {all}) i;

                INSERT INTO gate_run (candidate_id, name, attempt, argv, timeout_seconds, state, environment_id, queued_at,
                                      started_at, ended_at, kind, commit_id, content_key)
                SELECT i, 'test', 1, '{true}', 60,
                       CASE WHEN {over} THEN 'passed' ELSE (ARRAY['queued', 'running', 'waiting'])[1 + i % 3] END,
                       {past} + {alive} + i, {at}, {at}, CASE WHEN {over} THEN {at} END,
                       CASE WHEN i % 10 = 0 THEN 'deploy' ELSE 'command' END, {oid}, decode(lpad(to_hex(i), 64, '0'), 'hex')
                FROM generate_series(1, {all}) i;
                INSERT INTO gate_answer (gate_run_id, repo_id, gate, content_keys, account_id, yes, comment, at)
                SELECT i, {repo}, 'ask', ARRAY[decode(lpad(to_hex(i), 64, '0'), 'hex')], 1, true, '', {at}
                FROM generate_series(1, {all}) i;
                INSERT INTO gate_run_answer SELECT i, i FROM generate_series(1, {all}) i;
                INSERT INTO test_report (gate_run_id, content_key, total, problems, results)
                SELECT i, decode(lpad(to_hex(i), 64, '0'), 'hex'), 1, '{}', ''
                FROM generate_series(1, {all}) i;
                INSERT INTO test_history (repo_id, target, gate, name, outcomes, seen_on)
                SELECT {repo}, 'main', CASE WHEN i % 100 = 0 THEN 'main' ELSE 'gate-' || i % 100 END, 'test-' || i, 'PFK',
                       cast(now() AS date) - ({all} - i) % 25
                FROM generate_series(1, {all}) i;
                INSERT INTO test_flake (gate_run_id, name, repo_id, target, gate, flaked_at)
                SELECT i, 'test-' || i % 100, {repo}, 'main', 'main', {at} FROM generate_series(1, {all}) i;
                INSERT INTO gate_verdict (gate_run_id, position, passes, comment, file, said_at)
                SELECT i, 1, true, 'words', 'a', {at} FROM generate_series(1, {all}) i;
                """);
    }

    private static String jobs() {
        return sql("""
                INSERT INTO job (environment_id, session_id, turn, prompt, timeout_seconds, state, exit_status, queued_at,
                                 started_at, ended_at, settled_at)
                SELECT i, i, 1, 'do it', 60, CASE WHEN {over} THEN 'ended' ELSE 'running' END,
                       CASE WHEN {over} THEN 0 END, {at}, {at}, CASE WHEN {over} THEN {at} END, CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;
                INSERT INTO job (environment_id, gate_run_id, turn, timeout_seconds, state, exit_status, queued_at,
                                 started_at, ended_at, settled_at)
                SELECT {past} + {alive} + i, i, 1, 60, CASE WHEN {over} THEN 'ended' ELSE 'running' END,
                       CASE WHEN {over} THEN 0 END, {at}, {at}, CASE WHEN {over} THEN {at} END, CASE WHEN {over} THEN {at} END
                FROM generate_series(1, {all}) i;
                INSERT INTO job_output SELECT i, 'out', 'rec', false FROM generate_series(1, {past}) i;
                INSERT INTO transcript SELECT i, '{}' FROM generate_series(1, {past}) i;
                INSERT INTO job_usage (job_id, model, input_tokens, basis) SELECT i, 'm', 1, 'unknown' FROM generate_series(1, {past}) i;
                """);
    }

    private static String logs() {
        return sql("""
                INSERT INTO event (at, repo_id, branch_id, type, data)
                SELECT {at}, {repo}, i, 'branch.' || type, '{}'
                FROM generate_series(1, {all}) i, unnest(ARRAY['started', 'done', 'queued', 'landed']) type;
                INSERT INTO fossil (repo_id, number, name, ref_name, tip, reason, branch_id, made_by, made_at)
                SELECT {repo}, i, 'branch-' || i, 'refs/fossils/' || i || '/branch-' || i, {oid}, 'landed', i, 'person-1', {at}
                FROM generate_series(1, {past}) i;
                INSERT INTO ref (repo_id, name, object_id, version)
                SELECT {repo}, 'refs/fossils/' || i || '/branch-' || i, {oid}, i FROM generate_series(1, {past}) i;
                INSERT INTO ref (repo_id, name, object_id, version)
                SELECT 1, 'refs/heads/branch-' || i, {oid}, i FROM generate_series({past} + 1, {all}) i;
                INSERT INTO ref (repo_id, name, object_id, version)
                SELECT 1, 'refs/cook/autosave/' || i, {oid}, i FROM generate_series({past} + 1, {all}) i;
                INSERT INTO ref_log (repo_id, name, version, new_id, at, who, message, old_version, old_id)
                SELECT {repo}, 'refs/heads/' || name || '-' || i, i, {oid}, {at}, 'person-1', 'push', i - 1, {oid}
                FROM generate_series(1, {past}) i, unnest(ARRAY['a', 'b']) name;
                INSERT INTO push (repo_id, version, at, who) SELECT {repo}, i, {at}, 'person-1' FROM generate_series(1, {past}) i;
                INSERT INTO queue_decision (repo_id, target, at, event_id, inputs, actions)
                SELECT {repo}, 'main', {at}, 4 * i, '{}', '{}' FROM generate_series(1, {past}) i;
                INSERT INTO gate_document (repo_id, content_key, document, written_at)
                SELECT r, decode(lpad(to_hex(i), 64, '0'), 'hex'), '{}', {at}
                FROM generate_series(1, 40) r, generate_series(1, 100) i;
                INSERT INTO login (hash, account_id, kind, expires_at)
                SELECT decode(lpad(to_hex(i), 64, '0'), 'hex'), 1, 'cookie', now() + interval '1 day'
                FROM generate_series(1, 50) i;
                """);
    }
}
