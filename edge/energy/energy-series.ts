/** What the energy book publishes of each closed hour: key figures of pieces, and the unaccounted share of media. */
import { BatchBuilder } from "../batch/builder.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { AssetUid, TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { HourState } from "../contracts/quality/hour-publishing.ts";
import type { KeyFigurePlan } from "../contracts/quality/key-figures.ts";
import { type CostParts, valuerOf } from "./pieces/costs.ts";
import { EnergyFigures, type EnergyFiguresState } from "./pieces/hourly-figures.ts";
import type { MediaTree } from "./tree/media-tree.ts";
import { UnaccountedSeries } from "./tree/unaccounted-series.ts";

interface SeriesParts {
  /** Absent: only the unaccounted shares are published. */
  readonly plan: KeyFigurePlan | undefined;
  readonly tags: Pick<TagTable, "find">;
  readonly isSimulated: boolean;
  readonly costs: CostParts;
  readonly settleMinutes: number;
  readonly tree: MediaTree;
  readonly assetOf: (label: string) => AssetUid;
}

export interface SeriesState {
  readonly figures: EnergyFiguresState;
  readonly unaccounted: HourState;
}

const NO_PLAN: KeyFigurePlan = { assetUid: null, scopes: [] };

export class EnergySeries {
  readonly #figures: EnergyFigures;
  readonly #unaccounted: UnaccountedSeries;

  constructor({ plan = NO_PLAN, costs, settleMinutes, tree, assetOf, ...common }: SeriesParts, state?: SeriesState) {
    const { energy, timeZone } = costs;
    const valuer = (from: Micros, to: Micros) => valuerOf(costs, from, to);
    this.#figures = new EnergyFigures({ ...common, plan, energy, timeZone, settleMinutes, valuer }, state?.figures);
    this.#unaccounted = new UnaccountedSeries({ ...common, tree, assetOf }, state?.unaccounted);
  }

  /** Tags that it reads. */
  get tags(): readonly TagRef[] {
    return this.#figures.tags;
  }

  get state(): SeriesState {
    return { figures: this.#figures.state, unaccounted: this.#unaccounted.state };
  }

  observe(samples: SampleBatch): void {
    this.#figures.observe(samples);
  }

  tick(now: Micros): SampleBatch | undefined {
    const builder = new BatchBuilder();
    this.#figures.tick(now, builder);
    this.#unaccounted.tick(now, builder);
    return builder.length === 0 ? undefined : builder.finish(now);
  }
}
