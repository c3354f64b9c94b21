ALTER TABLE job
    ADD COLUMN failure text,
    ADD CHECK (failure IS NULL OR state = 'ended');
COMMENT ON COLUMN job.failure IS 'Why it ended without a report of its own: it was overdue, or its report was refused';
