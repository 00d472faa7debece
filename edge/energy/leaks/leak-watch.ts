/** Searches the branches of media trees for leaks, by the flow while nothing produces. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { unitOfMedium } from "../../contracts/plant/media.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { TagRef, TagTable } from "../../contracts/plant/tag.ts";
import type { BranchView } from "../../contracts/production/energy-tree.ts";
import type { NodePlaces } from "../tree/balance-watch.ts";
import type { MeterCounts } from "../tree/meter-counts.ts";
import type { TreeNode } from "../tree/tree-model.ts";
import { type BandState, LeakBand } from "./leak-band.ts";
import type { LeakConfig } from "./leak-config.ts";
import { type Branch, branchesOf, meanFlow, NIGHT_FLOW_US, nightFlow } from "./night-flow.ts";
import { Quiet, type QuietState } from "./quiet.ts";
import { WorkingAssets, type WorkingState } from "./working-assets.ts";

const STEP_US = 900e6;
/** A quarter of an hour is judged this long after its end, when the slowest meters have been read. */
const READ_US = 120e6;
/** A free weekend counts as several nights. */
const LONGEST_NIGHT_US = 12 * 3600e6;
const HOURS_PER_YEAR = 8760;
const SEVERITY = 400;

/** A branch with its band. */
interface Watched {
  readonly branch: Branch;
  readonly band: LeakBand;
  /** The newest night flow, the branch's mean flow, and the machines that were at work meanwhile. */
  flow: number;
  mean: number;
  working: readonly string[];
  /** Since when it leaks. */
  since: Micros | null;
}

export interface LeakState {
  readonly quiet: QuietState;
  /** Absent in states of earlier versions. */
  readonly working?: WorkingState;
  readonly judgedTo: Micros | null;
  readonly nightFrom: Micros | null;
  readonly branches: readonly (readonly [node: string, state: BranchState])[];
}

interface BranchState {
  readonly band: BandState;
  readonly flow: number | null;
  readonly mean: number | null;
  readonly working?: readonly string[];
  readonly since: Micros | null;
}

interface LeakParts {
  readonly nodes: readonly TreeNode[];
  readonly counts: MeterCounts;
  readonly places: NodePlaces;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: Pick<TagTable, "ofAsset">;
  /** ISO 4217. */
  readonly currency: string;
  readonly state?: LeakState | undefined;
}

export class LeakWatch {
  readonly quiet: Quiet;
  readonly #working: WorkingAssets;
  readonly #plant: Pick<Plant, "assets">;
  readonly #config: LeakConfig;
  readonly #counts: MeterCounts;
  readonly #places: NodePlaces;
  readonly #currency: string;
  readonly #watched: readonly Watched[];
  #judgedTo: Micros | null;
  #nightFrom: Micros | null;

  constructor(config: LeakConfig, { nodes, counts, places, plant, tags, currency, state }: LeakParts) {
    this.#config = config;
    this.#counts = counts;
    this.#places = places;
    this.#currency = currency;
    this.quiet = new Quiet(config.settleMin, state?.quiet);
    this.#working = new WorkingAssets(plant, tags, state?.working);
    this.#plant = plant;
    const known = new Map(state?.branches);
    this.#watched = branchesOf(nodes, config.media).map((branch) => {
      const before = known.get(branch.node.id);
      const band = new LeakBand(config.nights, before?.band);
      const number = (value: number | null | undefined): number => value ?? Number.NaN;
      const { working = [], since = null } = before ?? {};
      return { branch, band, flow: number(before?.flow), mean: number(before?.mean), working, since };
    });
    this.#judgedTo = state?.judgedTo ?? null;
    this.#nightFrom = state?.nightFrom ?? null;
  }

  get state(): LeakState {
    const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
    return {
      quiet: this.quiet.state,
      working: this.#working.state,
      judgedTo: this.#judgedTo,
      nightFrom: this.#nightFrom,
      branches: this.#watched.map(({ branch, band, flow, mean, working, since }) => [
        branch.node.id,
        { band: band.state, flow: orNull(flow), mean: orNull(mean), working, since },
      ]),
    };
  }

  /** Tags of the states of machines and robots. */
  get tags(): Iterable<TagRef> {
    return this.#working.tags;
  }

  observe(samples: SampleBatch): void {
    this.#working.observe(samples);
  }

  /** Judges the quarter of an hour that is complete at log time `now`. */
  tick(now: Micros): readonly Finding[] {
    const to = Math.floor((now - READ_US) / STEP_US) * STEP_US;
    if (to === this.#judgedTo || this.#watched.length === 0) return [];
    this.#judgedTo = to;
    const since = this.quiet.since(now);
    if (since === undefined || (this.#nightFrom !== null && to - this.#nightFrom >= LONGEST_NIGHT_US)) this.#endNight();
    if (since === undefined || to - NIGHT_FLOW_US < since) return [];
    this.#nightFrom ??= to;
    return this.#watched.flatMap((watched) => this.#judge(watched, to));
  }

  view(): readonly BranchView[] {
    return this.#watched.map(({ branch: { node }, band, flow, mean, working, since }): BranchView => {
      const usual = band.band(mean, working);
      const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
      return {
        id: node.id,
        medium: node.medium,
        unit: `${unitOfMedium(node.medium)}/h`,
        nights: band.state.nights.length,
        meanFlow: orNull(mean),
        nightFlow: orNull(flow),
        usual: usual ?? null,
        leak: since === null || usual === undefined ? null : { since, ...this.#sizeOf(node, flow - usual.usual) },
      };
    });
  }

  #endNight(): void {
    this.#nightFrom = null;
    for (const { band } of this.#watched) band.endNight();
  }

  #judge(watched: Watched, to: Micros): readonly Finding[] {
    const { branch, band } = watched;
    const flow = nightFlow(branch, this.#counts, to);
    const mean = meanFlow(branch, this.#counts, to);
    if (Number.isNaN(flow) || Number.isNaN(mean)) return [];
    const meter = this.#plant.assets.find(({ label }) => label === branch.node.id);
    const working = this.#working.since(to - NIGHT_FLOW_US, meter);
    [watched.flow, watched.mean, watched.working] = [flow, mean, working];
    const was = watched.since !== null;
    band.take(flow, { mean, working });
    if (band.isLeaking) watched.since ??= to;
    else watched.since = null;
    // With machines at work that no night has had, what stands goes on unchanged.
    const isKnown = band.band(mean, working) !== undefined;
    return (was || band.isLeaking) && isKnown ? [this.#finding(watched, to)] : [];
  }

  #sizeOf({ medium }: TreeNode, flow: number): { readonly flow: number; readonly costPerYear: number | null } {
    const price = this.#config.prices.find((one) => one.medium === medium)?.perUnit;
    return { flow, costPerYear: price === undefined ? null : flow * HOURS_PER_YEAR * price };
  }

  #finding({ branch: { node }, band, flow, mean, working, since }: Watched, at: Micros): Finding {
    const usual = band.band(mean, working);
    const tag = this.#places.tagOf(node.id);
    const unit = `${unitOfMedium(node.medium)}/h`;
    const { flow: size, costPerYear } = this.#sizeOf(node, Math.max(0, flow - (usual?.usual ?? 0)));
    const year = `${rounded(size * HOURS_PER_YEAR)} ${unitOfMedium(node.medium)}`;
    const cost = costPerYear === null ? undefined : `${rounded(costPerYear)} ${this.#currency}`;
    const [zhCost, enCost] = cost === undefined ? ["", ""] : [`，即 ${cost}`, `, or ${cost}`];
    const isEvident = since !== null && usual !== undefined && tag !== undefined;
    return {
      rule: `energy/leak/${node.id}`,
      assetUid: this.#places.assetOf(node.id),
      kind: "anomaly",
      standing: since !== null,
      at,
      severity: SEVERITY,
      message: {
        zh: `${node.id}：停产时流量升高，可能泄漏`,
        en: `${node.id}: more flow while nothing produces, probably a leak`,
      },
      evidence: isEvident
        ? [
            {
              tag,
              detector: "night-flow",
              from: at - NIGHT_FLOW_US,
              to: at,
              since,
              quality: "good",
              statistic: {
                name: { zh: "夜间流量", en: "Night flow" },
                meaning: {
                  zh: "停产期间本支路自身的流量（扣除下级计量表）",
                  en: "Flow of this branch itself, less the meters below it, while nothing produces",
                },
                value: flow,
                unit,
              },
              usual: { low: usual.usual, high: usual.high },
              why: {
                zh: `比平时多 ${rounded(size)} ${unit}，每年约 ${year}${zhCost}`,
                en: `${rounded(size)} ${unit} more than usual, about ${year} a year${enCost}`,
              },
            },
          ]
        : [],
    };
  }
}

/** Two digits: more would say more than is known. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
