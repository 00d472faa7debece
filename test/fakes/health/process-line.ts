import { LINKS_CHANGED } from "../../../edge/contracts/path/live-links.ts";
import type { LinkOf } from "../../../edge/health/context/sources.ts";
import { PlantHealth } from "../../../edge/health/plant-health.ts";
import type { WatchMaker } from "../../../edge/health/watch.ts";
import { randomOf } from "../../run/seed.ts";
import { type AssetShape, BenchPlant, batchOf, S, T0 } from "../../unit/detect/bench-plant.ts";

/** Values of tags, by `LABEL component/signal` or `LABEL signal`; NaN or absent: no sample. */
export type Values = Readonly<Record<string, number>>;

/** 0 before `from`, then rising to 1 within `over`; all in hours. */
export const ramp = (second: number, from: number, over: number): number =>
  Math.max(0, Math.min(1, (second / 3600 - from) / over));

/** Machines whose instruments are read once a second, and the findings of the health book about them. */
export class ProcessLine {
  readonly health: PlantHealth;
  /** Findings as `LABEL component kind`, with the hour at which each began. */
  readonly said: { readonly what: string; readonly hour: number }[] = [];
  readonly #refs: ReadonlyMap<string, number>;
  readonly #random: () => number;
  #second = 0;

  /** `linkOf`: name of a tag's link; without it every source is heard. */
  constructor(shapes: readonly AssetShape[], maker: WatchMaker, linkOf?: LinkOf) {
    const { plant, tags } = new BenchPlant(shapes);
    this.#random = randomOf("process line");
    this.#refs = new Map(
      plant.assets.flatMap(({ assetUid, label }) =>
        tags
          .ofAsset(assetUid)
          .map(({ component, signal, ref }) => [`${label} ${component === "" ? "" : `${component}/`}${signal}`, ref]),
      ),
    );
    this.health = new PlantHealth({
      plant,
      tags,
      makers: [maker],
      linkOf,
      onBroken: ({ error }) => {
        throw error;
      },
    });
  }

  /** Roughly normal noise with standard deviation `of`. */
  noise(of: number): number {
    let sum = -6;
    for (let at = 0; at < 12; at++) sum += this.#random();
    return of * sum;
  }

  /** The log says which links are heard from now on. */
  links(change: {
    readonly live: readonly string[];
    readonly silent: readonly string[];
    readonly isWhole?: true;
  }): this {
    const time = T0 + this.#second * S;
    const payload = { isWhole: false, ...change };
    this.health.take({ eventUid: "links", type: LINKS_CHANGED, time, receivedAt: time, schema: "links/1", payload });
    return this;
  }

  get hour(): number {
    return this.#second / 3600;
  }

  run(hours: number, values: (second: number) => Values): this {
    const end = this.#second + Math.round(3600 * hours);
    for (; this.#second < end; this.#second++) {
      const at = T0 + this.#second * S;
      for (const { component, assetUid, standing, hypotheses } of this.health.second(at)) {
        const what = `${assetUid.slice("urn:test:".length)} ${component} ${hypotheses?.[0]?.kind}`;
        if (standing && this.said.at(-1)?.what !== what) this.said.push({ what, hour: this.hour });
      }
      const samples = Object.entries(values(this.#second)).flatMap(([name, value]) => {
        const ref = this.#refs.get(name);
        if (ref === undefined) throw new Error(`no tag ${name}`);
        return Number.isNaN(value) ? [] : [{ ref, at, value }];
      });
      this.health.observe(batchOf(samples as never));
    }
    return this;
  }

  get kinds(): readonly string[] {
    return this.said.map(({ what }) => what);
  }
}
