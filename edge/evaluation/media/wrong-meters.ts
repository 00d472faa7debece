/**
 * Many cases of a faulty meter in one run: each case has a book of its own, which sees one meter count too much or too
 * little from some time on, as `meter-error` of the simulator does. A meter changes nothing else in a plant, so one run
 * is enough for all (E65).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { BatchBuilder } from "../../batch/builder.ts";
import { Chance } from "../../batch/chance.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import type { PlantConfig } from "../../plugins.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import { EvaluatedFollowers } from "../path/followers.ts";
import { type JudgedMeter, namedFirst, type TreeAnswers } from "./balances.ts";

const HOUR_US = 3600e6;
const SEARCHED_US = 24 * HOUR_US;
/** The book keeps a reading a minute, so that it gets one a minute. */
const EVERY_S = 60;
/** Share of the run after which the error begins. */
const BEGINS = [0.55, 0.72] as const;
/** Standard uncertainties by which a meter is wrong. */
const WRONG_U = 3;

interface WrongMeter {
  readonly meter: string;
  readonly counter: TagRef;
  readonly gain: number;
  readonly beginsAt: Micros;
}

interface CasesPlan {
  readonly config: PlantConfig;
  readonly built: BuiltPlant;
  readonly log: Logger;
  readonly dir: string;
  readonly start: Micros;
  readonly hours: number;
  readonly seed: number;
  readonly cases: number;
}

/** Meters of complete balances of electricity: what an open balance feeds besides nobody knows. */
function searchable({ config, built }: Pick<CasesPlan, "config" | "built">): readonly string[] {
  const { tree, nodes } = config.energy;
  const complete = new Set([
    ...tree.flatMap((node) => (node.complete ? [node.meter] : [])),
    ...nodes.flatMap((node) => (node.complete ? [node.id] : [])),
  ]);
  return tree.flatMap(({ meter, below }) => {
    const asset = built.plant.assets.find(({ label }) => label === meter);
    const isMeter = asset !== undefined && can(asset, "meters") && asset.medium === "electricity";
    return isMeter && (below === undefined || complete.has(below)) ? [meter] : [];
  });
}

export class WrongMeters {
  readonly #cases: readonly { readonly wrong: WrongMeter; readonly followers: EvaluatedFollowers }[];
  /** By case: the count of the meter when it went wrong. */
  readonly #counts: Float64Array;
  readonly #newest = new Map<TagRef, readonly [time: Micros, value: number]>();
  #seconds = 0;

  private constructor(cases: readonly { readonly wrong: WrongMeter; readonly followers: EvaluatedFollowers }[]) {
    this.#cases = cases;
    this.#counts = new Float64Array(cases.length).fill(Number.NaN);
  }

  static async open(plan: CasesPlan): Promise<WrongMeters> {
    const { config, built, log, dir, start } = plan;
    const cases = [];
    for (const [at, wrong] of drawn(plan).entries()) {
      const folder = join(dir, `case-${at}`);
      mkdirSync(folder);
      const twin = { links: () => [] };
      const followers = await EvaluatedFollowers.open({ ...built, config, twin, dir: folder, log, now: () => start }, [
        "energy",
      ]);
      cases.push({ wrong, followers });
    }
    return new WrongMeters(cases);
  }

  second({ at, batch, events }: ArrivedSecond): void {
    for (let row = 0; row < batch.length; row++)
      this.#newest.set(batch.tags[row] as TagRef, [batch.times[row] as number, batch.values[row] as number]);
    if (++this.#seconds % EVERY_S !== 0 && events.length === 0) return;
    const isDue = this.#seconds % EVERY_S === 0;
    for (const [number, { wrong, followers }] of this.#cases.entries()) {
      const batchOf = isDue ? this.#shown(number, wrong, at) : { ...batch, length: 0 };
      followers.second({ at, batch: batchOf, events, waveforms: [], conditions: [] });
    }
    if (isDue) this.#newest.clear();
  }

  #shown(number: number, { counter, gain, beginsAt }: WrongMeter, at: Micros) {
    const builder = new BatchBuilder();
    for (const [ref, [time, value]] of this.#newest) {
      let shown = value;
      if (ref === counter && time >= beginsAt) {
        if (Number.isNaN(this.#counts[number])) this.#counts[number] = value;
        shown += gain * (value - (this.#counts[number] as number));
      }
      builder.add(ref, time, shown, 0, 0);
    }
    return builder.finish(at);
  }

  judged(to: Micros): readonly JudgedMeter[] {
    return this.#cases.map(({ wrong: { meter, gain, beginsAt }, followers }) => {
      const answers = followers.answersOf("energy") as unknown as TreeAnswers;
      return {
        meter,
        gain,
        hours: (to - beginsAt) / HOUR_US,
        named: namedFirst(answers, meter, { from: to - SEARCHED_US, to }),
      };
    });
  }

  close(): void {
    for (const { followers } of this.#cases) followers.close();
  }
}

function drawn(plan: CasesPlan): readonly WrongMeter[] {
  const { config, built, start, hours, seed, cases } = plan;
  const meters = searchable(plan);
  const chance = new Chance(seed);
  return Array.from({ length: meters.length === 0 ? 0 : cases }, (): WrongMeter => {
    const meter = meters[Math.floor(chance.next() * meters.length)] as string;
    const sign = chance.next() < 0.5 ? -1 : 1;
    const classPercent = classOf(config, meter);
    const asset = built.plant.assets.find(({ label }) => label === meter);
    const counter = built.tags
      .ofAsset((asset as NonNullable<typeof asset>).assetUid)
      .find(({ role }) => role === "energy-import")?.ref;
    const share = BEGINS[0] + (BEGINS[1] - BEGINS[0]) * chance.next();
    // The limit of a class is a uniform distribution: u is the limit over the root of 3.
    const gain = (sign * WRONG_U * classPercent) / 100 / Math.sqrt(3);
    return { meter, counter: counter as TagRef, gain, beginsAt: start + share * hours * HOUR_US };
  });
}

function classOf({ energy }: PlantConfig, meter: string): number {
  return energy.tree.find((node) => node.meter === meter)?.classPercent ?? 1;
}
