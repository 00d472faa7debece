/** How far the server's clock is from ours. Runs in the worker. */
import { AttributeIds, type ClientSession, VariableIds } from "node-opcua-client";
import type { SourceClock } from "../../contracts/source-clock.ts";
import type { Job } from "../../observe/jobs.ts";
import { within } from "../../observe/within.ts";

const ANSWER_WITHIN_MS = 1500;

/** Server times come in whole milliseconds from most stacks. */
const SERVER_STEP_US = 1000;

/**
 * One exchange in the manner of NTP: the server's time was read somewhere
 * between sending and receiving, so the offset is uncertain by half the round
 * trip. Undefined when the server does not tell its time.
 */
export async function readServerClock(session: ClientSession): Promise<SourceClock | undefined> {
  const sentMs = Date.now();
  const startedMs = performance.now();
  const answer = await session.read({ nodeId: `i=${VariableIds.Server_ServerStatus_CurrentTime}`, attributeId: AttributeIds.Value });
  const roundTripMs = performance.now() - startedMs;
  const time: unknown = answer.value?.value;
  if (!(time instanceof Date)) return undefined;
  return { offsetUs: Math.round((time.getTime() - sentMs - roundTripMs / 2) * 1000), uncertaintyUs: Math.round(roundTripMs * 500 + SERVER_STEP_US), kind: "estimated" };
}

/** Reads the server's clock now and every so often. What it does not answer is left out. */
export function followClock(session: ClientSession, everyMs: number, onClock: (clock: SourceClock, isFirst: boolean) => void): Job {
  const look = async (isFirst: boolean): Promise<void> => {
    const clock = await within(ANSWER_WITHIN_MS, "no answer", readServerClock(session)).catch(() => undefined);
    if (clock !== undefined) onClock(clock, isFirst);
  };
  void look(true);
  return { name: "server clock", everyMs, run: () => look(false) };
}
