/** The edge's books over a folder: opened, fed in order, killed, opened again. */
import { join } from "node:path";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { readMaterialEvent } from "../../edge/contracts/production/material-reader.ts";
import { MaterialStore } from "../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../edge/production/material/material-twin.ts";
import { Reconciliation, type ReconciliationState } from "../../edge/production/material/reconciliation.ts";
import type { KpisConfig } from "../../edge/production/state/config.ts";
import { Production } from "../../edge/production/state/production.ts";
import { StateEngine } from "../../edge/production/state/state-engine.ts";
import { WorkCalendar } from "../../edge/production/state/work-calendar.ts";
import { silent } from "../silent-log.ts";
import type { DemoPlant } from "./plant-tags.ts";

export type Item = { readonly event: EdgeEvent } | { readonly samples: SampleBatch };

export class Books {
  readonly twin: MaterialTwin;
  readonly reconciliation: Reconciliation;
  readonly engine: StateEngine;
  readonly production: Production;
  readonly #store: MaterialStore;
  readonly #watches: readonly [Set<number>, Set<number>];

  constructor(demo: DemoPlant, { dir, kpis }: { readonly dir: string; readonly kpis: KpisConfig }) {
    const { plant, tags, config } = demo;
    this.#store = new MaterialStore(join(dir, "material.db"), silent);
    const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
    const read = tags
      .all()
      .flatMap((tag) => (tag.isDerived === true ? [] : [{ tag, label: labels.get(tag.assetUid) ?? "" }]));
    this.twin = new MaterialTwin(config.material, this.#store, read);
    const uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
    this.reconciliation = new Reconciliation({
      config: config.material,
      twin: this.twin,
      tags: read,
      edgeUid: "edge" as AssetUid,
      assetOf: (place) => uids.get(place),
      linkOf: () => undefined,
      isLive: () => true,
      state: this.#store.state("reconciliation") as ReconciliationState | undefined,
    });
    this.twin.listen(this.reconciliation);
    this.engine = new StateEngine({
      config: kpis,
      plant,
      tags,
      path: join(dir, "states.db"),
      log: silent,
      linkOf: () => "",
    });
    this.production = new Production({
      config: kpis,
      engine: this.engine,
      calendar: new WorkCalendar(plant.site, kpis),
    });
    this.#watches = [
      new Set<number>([...this.reconciliation.watches, ...this.twin.watches]),
      new Set<number>(this.engine.needs.tags as readonly number[]),
    ];
  }

  /** Number of items up to which each book is complete. */
  get positions(): readonly [material: number, states: number] {
    return [this.#store.mark.position, this.engine.mark.position];
  }

  take(item: Item, number: number, from: readonly [number, number] = [0, 0]): void {
    if ("samples" in item) {
      const [ref] = item.samples.tags;
      if (number >= from[0] && this.#watches[0].has(ref as number)) this.#see(item.samples);
      if (number >= from[1] && this.#watches[1].has(ref as number)) this.engine.observe(item.samples);
    } else {
      const reported = number >= from[0] ? readMaterialEvent(item.event) : undefined;
      if (reported !== undefined) {
        this.reconciliation.note(reported);
        this.twin.take(reported);
      }
      if (number >= from[1]) this.engine.take(item.event);
    }
  }

  #see(samples: SampleBatch): void {
    this.twin.observe(samples);
    this.reconciliation.observe(samples);
  }

  tick(now: number): void {
    this.twin.look(now);
    this.reconciliation.tick(now);
  }

  write(position: number): void {
    const mark = { position, time: Number.NaN };
    this.twin.write(mark, { reconciliation: this.reconciliation.state });
    this.engine.write(mark);
  }

  close(): void {
    this.#store.close();
    this.engine.store.close();
  }
}
