package dev.cook.domain;

/** A job together with the environment that speaks of it: what one environment says is never believed about another's job. */
public record EnvironmentJob(EnvironmentId environment, JobId job) {}
