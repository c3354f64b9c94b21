// Gates in TypeScript or JavaScript: gates.ts at the root of a repository makes gates and prints them with pipeline().
import { readFileSync } from "node:fs";

function make(kind, name, keys) {
    const needs = (keys.needs ?? []).map((need) => (typeof need === "string" ? need : need.name));
    return { ...keys, name, kind, ...(needs.length > 0 ? { needs } : { needs: undefined }) };
}

export const gate = (name, command, keys = {}) => make("command", name, { ...keys, command });
export const transform = (name, command, keys = {}) => make("transform", name, { ...keys, command });
export const deploy = (name, command, keys = {}) => make("deploy", name, { ...keys, command });
export const soak = (name, command, duration, keys = {}) => make("soak", name, { ...keys, command, for: duration });
export const agent = (name, agent, prompt, keys = {}) => make("agent", name, { ...keys, agent, prompt });
export const agentReview = (name, agent, prompt, keys = {}) => make("agent_review", name, { ...keys, agent, prompt });
export const approval = (name, keys = {}) => make("approval", name, keys);
export const external = (name, keys = {}) => make("external", name, keys);

export function files() {
    return readFileSync("/gates/files", "utf8").split("\0").filter((name) => name !== "");
}

export function pipeline(gates, { queue, groups, owners } = {}) {
    console.log(JSON.stringify({ gates, queue, groups, owners }));
}
