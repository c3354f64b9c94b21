/** Text for a shell, or a list that is executed as it is. */
export type Command = string | string[];

/** All that is said has to be so. */
export interface When {
    branches?: string[];
    started_by?: string[];
    agents?: string[];
}

/** One gate; made by the functions below. */
export interface Gate {
    readonly name: string;
    readonly kind: string;
}

/** What every gate may say. */
export interface Common {
    needs?: (Gate | string)[];
    paths?: string[];
    when?: When;
    required?: boolean;
}

/** What a gate may say that runs somewhere. */
export interface Running extends Common {
    timeout?: string;
    env?: string;
}

/** What a gate may say that is tried again. */
export interface Retried extends Running {
    retries?: number;
}

/** What a gate may say whose answer may be known already. */
export interface Known extends Retried {
    judges?: "commit" | "files";
}

/** What a command may say whose run reports its tests. */
export interface Tested extends Known {
    reports?: string[];
    flaky_retries?: number;
}

/** A command that passes with exit status 0. */
export function gate(name: string, command: Command, keys?: Tested): Gate;
/** A command whose changes to the files are committed on top. */
export function transform(name: string, command: Command, keys?: Known): Gate;
/** A command that puts the commit somewhere; never two at once on one target. */
export function deploy(name: string, command: Command, keys?: Retried): Gate;
/** A health command that has to stay green for a duration such as "30m". */
export function soak(name: string, command: Command, duration: string, keys?: Running & { every?: string }): Gate;
/** A coding agent works on the commit, and what it changed is committed on top. */
export function agent(name: string, agent: string, prompt: string, keys?: Known): Gate;
/** A coding agent reads what changed and says pass or fail. */
export function agentReview(name: string, agent: string, prompt: string, keys?: Known): Gate;
/** People say yes; never whoever started the work. */
export function approval(name: string, keys?: Common & { count?: number; by?: string[]; owners?: boolean }): Gate;
/** Another system answers before the timeout is over. */
export function external(name: string, keys?: Common & { timeout?: string; by?: string[] }): Gate;

/** The paths of all files of the repository, from its root. */
export function files(): string[];

/** How branches wait for one another. */
export interface Queue {
    depth?: number;
    batch?: number;
    landing?: "merge" | "squash" | "rebase";
    lanes?: Record<string, string[]>;
}

/** Prints the gates, and what else there is to say, as the one JSON document that Cook reads. */
export function pipeline(
    gates: Gate[],
    more?: { queue?: Queue; groups?: Record<string, string[]>; owners?: Record<string, string[]> },
): void;
