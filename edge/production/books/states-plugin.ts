/** The book of machine states as a plugin. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { TagRole } from "../../contracts/plant/tag.ts";
import type { ProductionReader } from "../../contracts/production/production.ts";
import type { UsageReader } from "../../contracts/production/usage.ts";
import type { KpisConfig } from "../state/config.ts";
import { signalOf } from "../state/machine-tags.ts";
import type { StatesAnswered } from "./answer-states.ts";
import { productionReader } from "./readers.ts";

const ROLES: ReadonlySet<TagRole> = new Set([
  "item-state",
  "operation-mode",
  "parts-produced",
  "parts-good",
  "parts-scrapped",
]);

type Sections = { readonly kpis: KpisConfig };

interface Readers {
  readonly production: ProductionReader;
  readonly usage: UsageReader;
}

export const statesFollower: FollowerPlugin<Sections, Readers> = {
  name: "states",
  module: new URL("./open-states.ts", import.meta.url),
  plan({ kpis }) {
    const named = new Set(kpis.states.map(({ signal }) => signal));
    return {
      own: kpis,
      goesBy: (tag) =>
        tag.isDerived === true || (tag.role !== undefined && ROLES.has(tag.role)) || named.has(signalOf(tag)),
    };
  },
  readers({ follower, config, ...parts }) {
    const book = follower<StatesAnswered>("states");
    const production = productionReader(book, { ...parts, config: config.kpis });
    const machines = new Set(production.machines.map(({ assetUid }) => assetUid));
    return { production, usage: { machines, usage: (asset, bounds) => book.ask("usage", asset, bounds) } };
  },
};
