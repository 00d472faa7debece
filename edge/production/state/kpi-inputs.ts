import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LinkState } from "../../contracts/path/twin.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { RobotZone } from "../../contracts/plant/robot-zone.ts";
import type { LinkRef, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { countByLink, type Inputs, inputsOf, linksByRef } from "../../contracts/production/inputs.ts";
import type { Kpi } from "../../contracts/production/kpi.ts";
import { endOfLine } from "./book-kpis.ts";
import type { KpisConfig } from "./config.ts";
import { mainTagOf } from "./machine-tags.ts";

export interface KpiInputsOptions {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  /** Tags whose sum is the plant's power. */
  readonly power: readonly Tag[];
  readonly zones: readonly RobotZone[];
}

/** Tags that feed each figure of the KPI strip; for a machine, the tag that shows whether it is live. */
export class KpiInputs {
  readonly #counts: Readonly<Record<Kpi["id"], ReadonlyMap<LinkRef, number>>>;

  constructor({ config, plant, tags, power, zones }: KpiInputsOptions) {
    const mainTags = (assets: readonly Asset[]): readonly Tag[] =>
      assets.flatMap((asset) => mainTagOf(tags.ofAsset(asset.assetUid), config, asset) ?? []);
    const [line] = config.lines;
    const isOfLine = ({ label }: Asset): boolean => line?.stations.some((word) => matchesWord(word, label)) === true;
    const ends = countByLink(mainTags(endOfLine(plant, config.endOfLine)));
    this.#counts = {
      oee: countByLink(mainTags(plant.assets.filter(isOfLine))),
      output: ends,
      cycle: ends,
      power: countByLink(power),
      wip: countByLink(mainTags(plant.assets)),
      "alarm-rate": countByLink(tags.all().filter(({ isDerived }) => isDerived !== true)),
      safety: countByLink(zones.flatMap(({ presence }) => presence)),
    };
  }

  /** Returns the state of each figure's inputs for these link states. */
  at(links: readonly LinkState[], now: Micros): (id: Kpi["id"]) => Inputs | undefined {
    const byRef = linksByRef(links);
    return (id) => inputsOf(this.#counts[id], byRef, now);
  }
}
