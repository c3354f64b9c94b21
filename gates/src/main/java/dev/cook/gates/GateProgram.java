package dev.cook.gates;

/** A program at the root of a repository that prints its gates. */
public enum GateProgram {
    PYTHON("gates.py", "run-python"),
    TYPESCRIPT("gates.ts", "run-typescript");

    private final String file;
    private final String runner;

    GateProgram(String file, String runner) {
        this.file = file;
        this.runner = runner;
    }

    public String file() {
        return file;
    }

    /** The script that runs it. */
    String runner() {
        return runner;
    }
}
