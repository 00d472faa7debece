/** Estimates the offset of the server's clock. Runs in the worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { AttributeIds, type ClientSession, VariableIds } from "node-opcua-client";
import type { SourceClock } from "../../../contracts/path/source-clock.ts";
import type { Job } from "../../../observe/jobs.ts";
import { within } from "../../../observe/within.ts";

const ANSWER_WITHIN_MS = 1500;
/** How long the first estimate waits for the next tick of a coarse clock. */
const FIRST_WITHIN_MS = 5000;

/** Most stacks send server times in whole milliseconds. */
const SERVER_STEP_US = 1000;

/** A clock that shows the same time after this pause is coarse; the estimate waits for its next tick. */
const RESTS_MS = 20;
/** Pause between two readings of a coarse clock. */
const LOOK_EVERY_MS = 50;
/** Longest step that is measured; a slower clock counts as having this step. */
const LONGEST_STEP_MS = 3000;

interface Reading {
  /** The server's time, ms. */
  readonly serverMs: number;
  /** The edge's time in the middle of the exchange, ms. */
  readonly ownMs: number;
  /** The same moment by `performance.now()`, to measure the time between two readings. */
  readonly atMs: number;
  readonly roundTripMs: number;
}

type ReadTime = () => Promise<Reading | undefined>;

/**
 * Estimates the offset as NTP does: the server read its clock somewhere between request and answer, so the offset is
 * uncertain by half the round trip. A server may update the time that it shows only now and then, for instance once a
 * second: the true time is then up to one step later, and the estimate includes that.
 */
export class ServerClock {
  readonly #read: ReadTime;
  readonly #wait: (ms: number) => Promise<unknown>;
  /** Step of the server's clock, ms; undefined until it is measured. */
  #stepMs: number | undefined;

  constructor(read: ReadTime, wait: (ms: number) => Promise<unknown> = sleep) {
    this.#read = read;
    this.#wait = wait;
  }

  /** Undefined when the server does not give its time. */
  async estimate(): Promise<SourceClock | undefined> {
    const first = await this.#read();
    if (first === undefined) return undefined;
    if (this.#stepMs === undefined) this.#stepMs = await this.#findStep(first);
    const { serverMs, ownMs, roundTripMs } = first;
    return {
      offsetUs: Math.round((serverMs + this.#stepMs / 2 - ownMs) * 1000),
      uncertaintyUs: Math.round((roundTripMs / 2 + this.#stepMs / 2) * 1000 + SERVER_STEP_US),
      kind: "estimated",
    };
  }

  /** 0 for a clock that advances between two readings. */
  async #findStep(first: Reading): Promise<number> {
    let last = first;
    for (let isResting = false; last.atMs - first.atMs < LONGEST_STEP_MS; ) {
      await this.#wait(isResting ? LOOK_EVERY_MS : RESTS_MS);
      const next = await this.#read();
      if (next === undefined) break;
      last = next;
      if (next.serverMs !== first.serverMs) return stepOf(first, next, isResting);
      isResting = true;
    }
    return last.atMs - first.atMs;
  }
}

/** The step between two readings; 0 for a clock that runs continuously. */
function stepOf(first: Reading, next: Reading, wasResting: boolean): number {
  const jumpMs = next.serverMs - first.serverMs;
  const isJump = wasResting || jumpMs - (next.atMs - first.atMs) > LOOK_EVERY_MS;
  return isJump ? Math.max(0, Math.min(jumpMs, LONGEST_STEP_MS)) : 0;
}

/** The CurrentTime of a server. */
export function serverTimeOf(session: ClientSession): ReadTime {
  return async () => {
    const sentMs = Date.now();
    const startedMs = performance.now();
    const answer = await session.read({
      nodeId: `i=${VariableIds.Server_ServerStatus_CurrentTime}`,
      attributeId: AttributeIds.Value,
    });
    const roundTripMs = performance.now() - startedMs;
    const time: unknown = answer.value?.value;
    return time instanceof Date
      ? {
          serverMs: time.getTime(),
          ownMs: sentMs + roundTripMs / 2,
          atMs: startedMs + roundTripMs / 2,
          roundTripMs,
        }
      : undefined;
  };
}

/** Estimates the server's clock now and at intervals. Unanswered attempts are left out. */
export function followClock(
  session: ClientSession,
  everyMs: number,
  onClock: (clock: SourceClock, isFirst: boolean) => void,
): Job {
  const server = new ServerClock(serverTimeOf(session));
  const look = async (isFirst: boolean): Promise<void> => {
    const clock = await within(isFirst ? FIRST_WITHIN_MS : ANSWER_WITHIN_MS, "no answer", server.estimate()).catch(
      () => undefined,
    );
    if (clock !== undefined) onClock(clock, isFirst);
  };
  void look(true);
  return { name: "server clock", everyMs, run: () => look(false) };
}
