/** Scenarios that differ with the seed, for forecasts of plants in which machines fail, tools wear or orders change. */
import type { PlantDescription } from "../../contracts/forecast/description.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { exponential } from "../../forecast/kernel/distributions.ts";
import { Streams } from "../../forecast/kernel/streams.ts";

export const DRAWN = ["sound", "breakdowns", "worn", "loads", "mixed"] as const;
type Drawn = (typeof DRAWN)[number];

/** Mean hours between breakdowns, and of a repair: of machines that have others beside them, and of single ones. */
const MATES = { betweenH: 8, repairH: 0.5 } as const;
const SINGLE = { betweenH: 16, repairH: 0.2 } as const;
const SHORTEST_REPAIR_H = 0.05;
const MOST_OF_A_MACHINE = 100;
/** Share of the machine tools whose tools begin to wear faster, when, and how much faster. */
const WORN = { share: 0.5, fromH: 4, untilH: 10, least: 3, most: 10 } as const;

/** One fault of a scenario's file. */
type Fault = Readonly<Record<string, unknown>>;

/**
 * Takes a machine out of service from an hour on. Scenarios have no plain outage, so it is the repair of an air leak
 * that is too small to matter.
 */
export function outOfService(asset: string, fromH: number, hours: number): Fault {
  const repair = { after: "1 s", takes: `${Math.max(1, Math.round(3600 * hours))} s` };
  const growth = { law: "linear", over: "1 s" };
  return { kind: "air-leak", asset, at: `${Math.round(3600 * fromH)} s`, growth, repair, with: { m3h: 0.01 } };
}

/** Machines that are out from a fork on, for a comparison of two such changes. */
export interface DrawnChange {
  readonly machines: readonly string[];
  readonly hours: number;
}

/** Hours for which one or two machines of several are out, and a single one, past which nothing goes then. */
const OUT_OF_MATES_H = [1, 4] as const;
const OUT_SINGLE_H = [0.25, 1] as const;

/** Changes of different groups of machines; `isChangeable`: the model has it as a machine. */
export function drawnChanges(
  description: Pick<PlantDescription, "assets" | "material">,
  { seed, count }: { readonly seed: number; readonly count: number },
  isChangeable: (label: string) => boolean,
): readonly DrawnChange[] {
  const groups = groupsOf(description)
    .map((labels) => labels.filter(isChangeable))
    .filter(({ length }) => length > 0);
  const streams = new Streams({ seed, purposes: 5, entities: 1 });
  const share = (): number => streams.draw(4, 0, (value) => value);
  const from = <T>(list: T[]): T[] => list.splice(Math.floor(share() * list.length), 1);
  return Array.from({ length: Math.min(count, groups.length) }).map(() => {
    const [labels = []] = from(groups);
    const left = [...labels];
    const machines = [...from(left), ...(left.length > 2 && share() < 0.5 ? from(left) : [])];
    const [least, most] = labels.length > 1 ? OUT_OF_MATES_H : OUT_SINGLE_H;
    return { machines, hours: Math.round(100 * (least + share() * (most - least))) / 100 };
  });
}

/** The text of a scenario that is drawn by its seed; undefined for a name that is none of `DRAWN`. */
export function drawnScenario(
  name: string,
  description: Pick<PlantDescription, "assets" | "material">,
  { seed, hours }: { readonly seed: number; readonly hours: number },
  more: readonly Fault[] = [],
): string | undefined {
  const drawn = DRAWN.find((one) => one === name);
  if (drawn === undefined) return undefined;
  const has = (kind: Drawn): boolean => drawn === kind || drawn === "mixed";
  const groups = groupsOf(description);
  const tools = description.assets.filter(({ kind }) => kind === "lathe" || kind === "machining-centre");
  const streams = new Streams({ seed, purposes: 4, entities: Math.max(1, description.assets.length) });
  const numberOf = (label: string): number => description.assets.findIndex((asset) => asset.label === label);
  const faults = [
    ...(has("breakdowns") ? groups.flatMap((labels) => breakdowns(labels, { streams, numberOf, hours })) : []),
    ...(has("worn") ? tools.flatMap(({ label }) => worn(label, streams, numberOf(label))) : []),
    ...more,
  ].map((fault, at) => ({ id: `drawn-${at}`, ...fault }));
  const share = (at: number): number => streams.draw(3, at, (value) => value);
  const least = 1 + Math.floor(4 * share(0));
  const orders = has("loads")
    ? { pallets: [least, least + 1 + Math.floor(8 * share(1))], lead: `${Math.round(4 + 8 * share(2))} h`, rule: "due" }
    : { pallets: [8, 16], lead: "12 h", rule: "setup" };
  return JSON.stringify({ scenario: 1, title: { zh: "预测评价", en: `Forecasts: ${drawn}` }, orders, faults });
}

/** Labels of the machines of each operation. */
function groupsOf({ assets, material }: Pick<PlantDescription, "assets" | "material">): (readonly string[])[] {
  return material.operations.map(({ stations }) =>
    assets.map(({ label }) => label).filter((label) => stations.some((word) => matchesWord(word, label))),
  );
}

interface Draws {
  readonly streams: Streams;
  readonly numberOf: (label: string) => number;
  readonly hours: number;
}

function breakdowns(labels: readonly string[], { streams, numberOf, hours }: Draws): readonly Fault[] {
  const { betweenH, repairH } = labels.length > 1 ? MATES : SINGLE;
  const [between, repair] = [exponential(betweenH), exponential(repairH)];
  return labels.flatMap((label) => {
    const own: Fault[] = [];
    const at = numberOf(label);
    for (let time = streams.draw(0, at, between); time < hours && own.length < MOST_OF_A_MACHINE; ) {
      const lasts = Math.max(SHORTEST_REPAIR_H, streams.draw(1, at, repair));
      own.push(outOfService(label, time, lasts));
      time += lasts + streams.draw(0, at, between);
    }
    return own;
  });
}

function worn(asset: string, streams: Streams, number: number): readonly Fault[] {
  const [isWorn = 1, begin = 0, size = 0] = [0, 1, 2].map(() => streams.draw(2, number, (share) => share));
  if (isWorn >= WORN.share) return [];
  const fromH = WORN.fromH + begin * (WORN.untilH - WORN.fromH);
  const factor = Math.round(WORN.least + size * (WORN.most - WORN.least));
  const growth = { law: "linear", over: "1 h" };
  return [{ kind: "tool-wear", asset, at: `${Math.round(3600 * fromH)} s`, growth, with: { factor } }];
}
