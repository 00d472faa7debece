/** Runs an MTConnect source against an agent, with everything that it says. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConditionReport } from "../../../edge/contracts/alerts/condition.ts";
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { MtconnectBinding, MtconnectConfig } from "../../../edge/sources/mtconnect/config.ts";
import { mtconnectSource } from "../../../edge/sources/mtconnect/plugin.ts";
import { FakeInlet } from "../source/inlet.ts";
import { keepRunning } from "../source/run-source.ts";
import { fakeContext, type Wanted } from "../source/source-context.ts";
import type { FakeAgent } from "./agent.ts";

export type Want = Wanted<{ device: string }, MtconnectBinding>;

export const ADDRESS = { device: "vmc-1" };

const CONFIG: Omit<MtconnectConfig, "url"> = {
  mode: "stream",
  intervalMs: 10,
  heartbeatMs: 100,
  count: 100,
  maxDocumentKiB: 64,
  skipsNumbers: false,
  conditions: true,
};

export function numbers(dataItem: string, more: Partial<MtconnectBinding> = {}): Want {
  return { address: ADDRESS, binding: { dataItem, ...more }, tag: { type: "number", unit: "mm" } };
}

export interface Running extends AsyncDisposable {
  readonly inlet: FakeInlet;
  readonly reports: ConditionReport[];
  /** Conditions that a refresh kept, by refresh. */
  readonly kept: ReadonlySet<string>[];
  readonly troubles: unknown[];
  readonly logged: readonly Record<string, unknown>[];
  readonly isLive: ReadonlyMap<number, boolean>;
  readonly counts: ReadonlyMap<string, number>;
  /** Ends the source, as a stop of the edge does. */
  stop(): Promise<void>;
}

/** `dataDir`: that of an earlier run; without it a new one, which goes with the source. */
export function runSource(
  url: string,
  wanted: readonly Want[],
  more: Partial<MtconnectConfig> = {},
  dataDir = mkdtempSync(join(tmpdir(), "gemba-mtconnect-")),
): Running & { readonly dataDir: string } {
  const reports: ConditionReport[] = [];
  const kept: ReadonlySet<string>[] = [];
  const conditions = {
    report: (some: readonly ConditionReport[]) => void reports.push(...some),
    endMissing: (_source: string, still: ReadonlySet<string>) => void kept.push(still),
    forwardTo: () => undefined,
  };
  const { context, logged, isLive } = fakeContext<{ device: string }, MtconnectBinding>(wanted, {
    dataDir,
    conditions,
  });
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const source = mtconnectSource.create({ ...CONFIG, url, ...more }, context);
  const troubles: unknown[] = [];
  const running = keepRunning(source, inlet, abort.signal, { pauseMs: 20, troubles });
  const stop = async () => {
    abort.abort();
    await running;
  };
  return {
    ...{ inlet, reports, kept, troubles, logged, isLive, dataDir, stop },
    counts: context.counters.named,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function gapsOf(inlets: readonly FakeInlet[]): GapRecord[] {
  return inlets.flatMap(({ events }) =>
    events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload as unknown as GapRecord),
  );
}

/** Numbers of a data item that the agent made and that neither arrived as tag 0 nor lie in a declared gap. */
export function undeclared(agent: FakeAgent, dataItem: string, inlets: readonly FakeInlet[]): string[] {
  const arrived = new Set(inlets.flatMap((inlet) => inlet.samples(0)).map(({ value }) => value));
  const gaps = gapsOf(inlets);
  return agent.made
    .filter(({ item, content }) => item.id === dataItem && content !== "UNAVAILABLE" && !arrived.has(Number(content)))
    .filter(({ timestamp }) => {
      const time = Date.parse(timestamp) * 1000;
      return !gaps.some(({ from, to }) => from <= time + 1_000 && time <= to + 1_000);
    })
    .map(({ content, timestamp }) => `${content} at ${timestamp}`);
}
