/** Reads the states of machines from the `events.jsonl` of a recording (docs/simulators.md). */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import type { MachinePast, PastCompletion } from "../../contracts/production/past.ts";

/** Lines between two turns of the event loop. */
const AT_ONCE = 500;

/** The two kinds of line that matter here; times are ms UTC. */
type Line =
  | {
      readonly type: "machine-state";
      readonly timeMs: number;
      readonly station: string;
      readonly state: number;
      readonly mode: number;
    }
  | {
      readonly type: "operation-completed";
      readonly timeMs: number;
      readonly startMs: number;
      readonly station: string;
      readonly piece: string;
      readonly order: string;
      readonly variant: string;
      readonly verdict: PastCompletion["verdict"];
    };

const WANTED = /"type":"(?:machine-state|operation-completed)"/;

interface Read {
  readonly times: number[];
  readonly states: number[];
  readonly modes: number[];
  readonly completions: PastCompletion[];
}

/** By machine, in order of time. Rejects where the file is malformed, or when the signal aborts. */
export async function readPast(
  path: string,
  span: { readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal,
): Promise<readonly MachinePast[]> {
  const machines = new Map<string, Read>();
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (++lines % AT_ONCE === 0) {
      signal.throwIfAborted();
      await turn();
    }
    if (WANTED.test(line)) take(machines, JSON.parse(line) as Line);
  }
  const [from, to] = [span.fromMs * 1000, span.toMs * 1000];
  return [...machines].map(([label, read]) => ({ label, from, to, ...read }));
}

function take(machines: Map<string, Read>, line: Line): void {
  let read = machines.get(line.station);
  if (read === undefined) {
    read = { times: [], states: [], modes: [], completions: [] };
    machines.set(line.station, read);
  }
  const time = Math.round(line.timeMs * 1000);
  if (line.type === "operation-completed") {
    const { piece, order, variant, verdict, startMs } = line;
    read.completions.push({ time, start: Math.round(startMs * 1000), piece, order, variant, verdict });
  } else {
    read.times.push(time);
    read.states.push(line.state);
    read.modes.push(line.mode);
  }
}
