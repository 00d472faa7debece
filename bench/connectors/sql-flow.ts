/** The age of values when a viewer gets them, through the whole edge, with and without statements beside it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startLoadServer } from "../load/opcua-load.ts";
import { StreamViewer } from "../load/stream-viewer.ts";
import { type Figures, figure, quantile } from "../report.ts";
import { SETTLES_MS, startPlantEdge } from "../whole-edge.ts";
import { burden } from "./sql-statements.ts";

const TAGS = 5_000;
/** Each variable changes once in this time. */
const PERIOD_MS = 2_500;
/**
 * Sampled often, so that an age is mostly the edge's, and not in step with the frames of the stream, one each 100 ms:
 * the wait for the next frame would be the same for all values of a stretch, and another in the next.
 */
const EVERY_MS = 73;
const QUIET_MS = 10_000;
/** Statements run into limits of time and length within seconds. */
const SQL = { enabled: true, seconds: 3, maxMb: 256 };
const ASKER = fileURLToPath(new URL("./sql-asker.ts", import.meta.url));

/**
 * Ten stretches with ten statements each, every one between two quiet stretches: the machine's slow minutes affect
 * both.
 */
export async function sqlFlowFigures({ rounds }: { readonly rounds: number }): Promise<Figures> {
  await using load = await startLoadServer({ count: TAGS, periodMs: PERIOD_MS, isSpread: true });
  const of = { endpoint: load.endpoint, tags: TAGS, seconds: 0, everyMs: EVERY_MS };
  await using edge = await startPlantEdge(of, { atLeast: 2 * TAGS, more: { sql: SQL } });
  let ages: number[] = [];
  const viewer = new StreamViewer(edge.address, {
    onFrame: ({ samples }) => {
      // The server stamps by the same clock.
      const nowUs = (performance.timeOrigin + performance.now()) * 1_000;
      for (const time of samples.times) ages.push((nowUs - time) / 1_000);
    },
  });
  const asker = fork(ASKER, [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const agesDuring = async (work: Promise<unknown>): Promise<readonly number[]> => {
    ages = [];
    await work;
    return ages;
  };
  const quiet: number[] = [];
  const busy: number[] = [];
  const ended = new Map<number, number>();
  try {
    await viewer.hasWhole;
    await sleep(SETTLES_MS);
    for (let round = 0; round < rounds; round++) {
      const stretches = { quiet: [] as number[], busy: [] as number[] };
      const statements = burden();
      for (let at = 0; at < statements.length; at += 10) {
        append(stretches.quiet, await agesDuring(sleep(QUIET_MS)));
        asker.send({ address: edge.address, statements: statements.slice(at, at + 10) });
        const answer = once(asker, "message").then(([statuses]) => statuses as readonly number[]);
        append(stretches.busy, await agesDuring(answer));
        for (const status of await answer) ended.set(status, (ended.get(status) ?? 0) + 1);
      }
      quiet.push(quantile(stretches.quiet, 0.99));
      busy.push(quantile(stretches.busy, 0.99));
    }
  } finally {
    viewer.close();
    asker.kill();
  }
  process.stderr.write(`statements by status: ${JSON.stringify(Object.fromEntries(ended))}\n`);
  return [
    figure("sqlFlowQuietMs", "source time to WebSocket, 99 of 100, no statement", "ms", quiet),
    figure("sqlFlowMs", "the same while hostile and heavy statements run", "ms", busy),
    figure(
      "sqlFlowRatio",
      "ratio of the two in the same round",
      "x",
      busy.map((ms, at) => ms / (quiet[at] as number)),
    ),
  ];
}

function append(to: number[], from: readonly number[]): void {
  for (const one of from) to.push(one);
}
