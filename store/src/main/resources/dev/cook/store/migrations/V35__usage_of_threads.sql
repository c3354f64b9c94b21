ALTER TABLE job_usage ADD COLUMN thread text CHECK (length(thread) BETWEEN 1 AND 200);
COMMENT ON COLUMN job_usage.thread IS
    'Conversation of whose running total this is a part, as the agent calls it; null: the agent told of the turn alone, or an earlier version of Cook did not keep it';
