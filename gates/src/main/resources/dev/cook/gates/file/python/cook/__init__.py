"""Gates in Python: gates.py at the root of a repository makes gates and prints them with pipeline()."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, TypedDict, Union

__all__ = [
    "Gate", "Queue", "When",
    "agent", "agent_review", "approval", "deploy", "external", "files", "gate", "pipeline", "soak", "transform",
]

Command = Union[str, Sequence[str]]


class When(TypedDict, total=False):
    """All that is said has to be so."""

    branches: Sequence[str]
    started_by: Sequence[str]
    agents: Sequence[str]


class Queue(TypedDict, total=False):
    """How branches wait for one another."""

    depth: int
    batch: int
    landing: str
    lanes: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Gate:
    """One gate; made by the functions below."""

    name: str
    kind: str
    keys: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> Dict[str, Any]:
        return {"name": self.name, "kind": self.kind, **self.keys}


Needs = Iterable[Union[Gate, str]]


def _gate(kind: str, name: str, needs: Needs, **keys: Any) -> Gate:
    said: Dict[str, Any] = {key: value for key, value in keys.items() if value is not None}
    if isinstance(needs, (str, Gate)):
        raise TypeError(f"gate {name}: needs is a list, such as [build]")
    names = [need.name if isinstance(need, Gate) else need for need in needs]
    if names:
        said["needs"] = names
    for key in ("paths", "by", "reports"):
        if key in said:
            said[key] = list(said[key])
    return Gate(name, kind, said)


def gate(
    name: str, command: Command, *, needs: Needs = (), paths: Optional[Iterable[str]] = None,
    when: Optional[When] = None, retries: Optional[int] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None, judges: Optional[str] = None,
    reports: Optional[Iterable[str]] = None, flaky_retries: Optional[int] = None,
) -> Gate:
    """A command that passes with exit status 0; text is given to a shell, a list is executed as it is."""
    return _gate("command", name, needs, command=command, paths=paths, when=when, retries=retries, timeout=timeout,
                 env=env, required=required, judges=judges, reports=reports, flaky_retries=flaky_retries)


def transform(
    name: str, command: Command, *, needs: Needs = (), paths: Optional[Iterable[str]] = None,
    when: Optional[When] = None, retries: Optional[int] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None, judges: Optional[str] = None,
) -> Gate:
    """A command whose changes to the files are committed on top."""
    return _gate("transform", name, needs, command=command, paths=paths, when=when, retries=retries, timeout=timeout,
                 env=env, required=required, judges=judges)


def deploy(
    name: str, command: Command, *, needs: Needs = (), paths: Optional[Iterable[str]] = None,
    when: Optional[When] = None, retries: Optional[int] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None,
) -> Gate:
    """A command that puts the commit somewhere; never two at once on one target."""
    return _gate("deploy", name, needs, command=command, paths=paths, when=when, retries=retries, timeout=timeout,
                 env=env, required=required)


def soak(
    name: str, command: Command, duration: str, *, every: Optional[str] = None, needs: Needs = (),
    paths: Optional[Iterable[str]] = None, when: Optional[When] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None,
) -> Gate:
    """A health command that has to stay green for a duration such as "30m"."""
    return _gate("soak", name, needs, command=command, every=every, paths=paths, when=when, timeout=timeout, env=env,
                 required=required, **{"for": duration})


def agent(
    name: str, agent: str, prompt: str, *, needs: Needs = (), paths: Optional[Iterable[str]] = None,
    when: Optional[When] = None, retries: Optional[int] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None, judges: Optional[str] = None,
) -> Gate:
    """A coding agent works on the commit, and what it changed is committed on top."""
    return _gate("agent", name, needs, agent=agent, prompt=prompt, paths=paths, when=when, retries=retries,
                 timeout=timeout, env=env, required=required, judges=judges)


def agent_review(
    name: str, agent: str, prompt: str, *, needs: Needs = (), paths: Optional[Iterable[str]] = None,
    when: Optional[When] = None, retries: Optional[int] = None, timeout: Optional[str] = None,
    env: Optional[str] = None, required: Optional[bool] = None, judges: Optional[str] = None,
) -> Gate:
    """A coding agent reads what changed and says pass or fail."""
    return _gate("agent_review", name, needs, agent=agent, prompt=prompt, paths=paths, when=when, retries=retries,
                 timeout=timeout, env=env, required=required, judges=judges)


def approval(
    name: str, *, count: Optional[int] = None, by: Optional[Iterable[str]] = None, owners: Optional[bool] = None,
    needs: Needs = (), paths: Optional[Iterable[str]] = None, when: Optional[When] = None,
    required: Optional[bool] = None,
) -> Gate:
    """People say yes; never whoever started the work."""
    return _gate("approval", name, needs, count=count, by=by, owners=owners, paths=paths, when=when,
                 required=required)


def external(
    name: str, *, timeout: Optional[str] = None, by: Optional[Iterable[str]] = None, needs: Needs = (),
    paths: Optional[Iterable[str]] = None, when: Optional[When] = None, required: Optional[bool] = None,
) -> Gate:
    """Another system answers before the timeout is over."""
    return _gate("external", name, needs, timeout=timeout, by=by, paths=paths, when=when, required=required)


def files() -> List[str]:
    """The paths of all files of the repository, from its root."""
    with open(os.environ["COOK_FILES"], encoding="utf-8", errors="replace") as names:
        return [name for name in names.read().split("\0") if name]


def pipeline(
    gates: Iterable[Gate], *, queue: Optional[Queue] = None, groups: Optional[Mapping[str, Sequence[str]]] = None,
    owners: Optional[Mapping[str, Sequence[str]]] = None,
) -> None:
    """Prints the gates, and what else there is to say, as the one JSON document that Cook reads."""
    document: Dict[str, Any] = {"gates": [each.document() for each in gates]}
    for key, value in (("queue", queue), ("groups", groups), ("owners", owners)):
        if value is not None:
            document[key] = value
    json.dump(document, sys.stdout)
    sys.stdout.write("\n")
