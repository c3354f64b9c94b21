-- The conversation that an agent goes on with which numbers its own.

ALTER TABLE session ADD COLUMN conversation text CHECK (length(conversation) BETWEEN 1 AND 1000);
COMMENT ON COLUMN session.conversation IS
    'What an agent that is spoken with over the Agent Client Protocol calls its conversation; null: it has said nothing yet, or Cook chose the name (agent_session)';
