/** Compares the stored data of a chaos run with the produced ones. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../../edge/contracts/access/journal.ts";
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openSnapshot } from "../../../edge/historian/archive/snapshot.ts";
import { LocalHistorian } from "../../../edge/historian/embedded/local-historian.ts";
import { readPlantFile } from "../../../edge/model/plant-file.ts";
import { type Ledger, Tally } from "../ledger.ts";
import { TAGS } from "../numbered.ts";
import { readDeadLetters, readInflux } from "../read-back.ts";
import type { ChaosPlant } from "./plant.ts";

const EVERYTHING = { from: 0, to: 4e15 } as const;
const MOST_SAMPLES = 50_000_000;
const MOST_GAPS = 100_000;
/** The ends of a gap are the edge's times: its clock moved by hours, the server's did not. */
const JUMP_US = 3_600e6;

/** Tags of the plant, by their signal. */
function refsOf(dataDir: string): ReadonlyMap<string, TagRef> {
  return new Map(readPlantFile(dataDir).tags.map(({ signal, ref }) => [signal, ref]));
}

/** The numbered samples, in InfluxDB and in the edge's own history. */
export async function ledgersOf(plant: ChaosPlant, faults: Record<string, number>): Promise<readonly Ledger[]> {
  const { publisher, influxd, edge, startUs } = plant;
  const { produced } = publisher;
  const began = performance.now();
  const elsewhere = new Tally(produced, startUs);
  await readInflux(influxd.url, elsewhere);
  await readDeadLetters(join(edge.dataDir, "sinks", "influx", "influx.rejected.jsonl"), elsewhere);
  const own = new Tally(produced, startUs, { hasPoison: false });
  const refs = refsOf(edge.dataDir);
  await using store = await openSnapshot(edge.dataDir);
  const history = new LocalHistorian(store);
  for (let tag = 0; tag < TAGS; tag++) {
    const { times, values } = await history.raw(
      refs.get(`v${tag}`) as TagRef,
      EVERYTHING.from,
      EVERYTHING.to,
      MOST_SAMPLES,
    );
    for (let i = 0; i < times.length; i++) own.found({ tag, timeUs: times[i] as number, value: values[i] as number });
  }
  const declared = (await gapsOf(history, "numbers")).length;
  const seconds = (performance.now() - began) / 1000;
  return [
    elsewhere.close({
      what: "InfluxDB",
      faults: { ...faults, "messages sent again": publisher.resent },
      declared,
      seconds,
    }),
    own.close({ what: "embedded historian", faults: {}, declared, seconds }),
  ];
}

async function gapsOf(history: LocalHistorian, source: string): Promise<readonly GapRecord[]> {
  const events = await history.events({ ...EVERYTHING, type: "gap.declared", limit: MOST_GAPS });
  return events.map(({ payload }) => payload as unknown as GapRecord).filter((gap) => gap.source.startsWith(source));
}

/** Every number of the OPC UA server is stored or inside a declared gap, and nothing else is stored. */
export async function auditCounters({ counters, edge }: ChaosPlant): Promise<readonly string[]> {
  const refs = refsOf(edge.dataDir);
  const made = counters.produced();
  const numbers = new Set(made.map(({ number }) => number));
  await using store = await openSnapshot(edge.dataDir);
  const history = new LocalHistorian(store);
  const gaps = await gapsOf(history, "counters");
  const problems: string[] = [];
  for (const [signal, ref] of refs) {
    if (!/^c\d+$/.test(signal)) continue;
    const { values } = await history.raw(ref, EVERYTHING.from, EVERYTHING.to, MOST_SAMPLES);
    const stored = new Set(values as number[]);
    const spurious = [...stored].filter((number) => !numbers.has(number));
    if (spurious.length > 0)
      problems.push(`${signal}: ${spurious.length} numbers that were never made, such as ${spurious[0]}`);
    const [first, last] = [Math.min(...stored), Math.max(...stored)];
    const missing = made.filter(({ number }) => number >= first && number <= last && !stored.has(number));
    const undeclared = missing.filter(({ time }) => !gaps.some(({ from, to }) => covers(from, to, time)));
    if (undeclared.length > 0)
      problems.push(
        `${signal}: ${undeclared.length} of ${made.length} numbers neither stored nor declared, ` +
          `such as ${undeclared[0]?.number} at ${new Date((undeclared[0]?.time ?? 0) / 1000).toISOString()}`,
      );
  }
  return problems;
}

function covers(from: number, to: number, time: number): boolean {
  return [0, JUMP_US, -JUMP_US].some((jump) => from <= time + jump && time + jump <= to);
}

/** Every answered acknowledgement is in the audit log exactly once. */
export function auditJournal(dataDir: string, answered: ReadonlyMap<string, string>): readonly string[] {
  const files = journalFiles(dataDir);
  const words = files
    .flatMap((file) => readFileSync(file, "utf8").trimEnd().split("\n"))
    .flatMap((line) => {
      const { result, reason } = JSON.parse(line) as JournalEntry;
      return result === "done" && reason !== undefined ? [reason] : [];
    });
  return [...answered.values()].flatMap((word) => {
    const times = words.filter((one) => one === word).length;
    return times === 1 ? [] : [`${word} was answered and is on record ${times} times`];
  });
}

function journalFiles(dataDir: string): readonly string[] {
  return readdirSync(dataDir, { recursive: true, encoding: "utf8" })
    .filter((name) => /journal.*\.jsonl$/.test(name))
    .map((name) => join(dataDir, name));
}
