/** CPU µs of one S7 sample: 50 links of 200 tags that are read every second, from libsnap7 to the inlet. */
import { setTimeout as sleep } from "node:timers/promises";
import type { S7Address, S7Binding } from "../../edge/sources/s7/config.ts";
import { s7Source } from "../../edge/sources/s7/plugin.ts";
import { FakeInlet } from "../../test/fakes/source/inlet.ts";
import { fakeContext } from "../../test/fakes/source/source-context.ts";
import { startS7Server } from "../load/s7-server.ts";
import { type Figures, figure } from "../report.ts";

const LINKS = 50;
const TAGS = 200;
const POLL_MS = 1_000;
/** The compiler settles within the first polls. */
const WARM_MS = 3_000;
const WINDOW_MS = 5_000;
/** Every second tag lies behind a hole, so that a link needs several items and requests. */
const STEP_BYTES = 40;
const VALUE_BYTES = 4;

/** Counts and keeps nothing. */
class CountingInlet extends FakeInlet {
  count = 0;
  override push({ length }: { readonly length: number }): number {
    this.count += length;
    return this.count;
  }
}

const CONFIG = {
  connection: "op",
  rack: 0,
  slot: 1,
  pduSize: 960,
  timeoutMs: 10_000,
  maxGap: 16,
  encoding: "windows-1252",
  expectEveryMs: 5_000,
} as const;

export async function s7Figures({ rounds }: { readonly rounds: number }): Promise<Figures> {
  await using server = await startS7Server({ DB1: new Uint8Array(STEP_BYTES * TAGS).fill(1) });
  const inlet = new CountingInlet();
  const stopping = new AbortController();
  const pumping: Promise<void>[] = [];
  for (let link = 0; link < LINKS; link++) {
    const config = { host: "127.0.0.1", port: server.port, pollMs: POLL_MS, ...CONFIG };
    const session = await s7Source.create(config, contextOfLink()).connect(stopping.signal);
    pumping.push(session.pump(inlet, stopping.signal));
  }
  await sleep(WARM_MS);
  const us: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [before, used] = [inlet.count, process.cpuUsage()];
    await sleep(WINDOW_MS);
    const { user, system } = process.cpuUsage(used);
    us.push((user + system) / (inlet.count - before));
  }
  stopping.abort();
  await Promise.all(pumping);
  return [
    figure("s7Us", "a sample of 50 S7 links with 200 tags each, every second; 100 is a whole core", "µs/sample", us),
  ];
}

function contextOfLink() {
  return fakeContext<S7Address, S7Binding>(
    Array.from({ length: TAGS }, (_, i) => ({
      address: {},
      binding: { at: `DBD${(i >> 1) * STEP_BYTES + (i & 1) * VALUE_BYTES}`, type: "real" },
    })),
    { links: { heard: () => undefined, lost: () => undefined } },
  ).context;
}
