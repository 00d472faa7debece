/** The book of loads as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import { signalName, type Tag, type TagRole } from "../../contracts/plant/tag.ts";
import type { LoadReader } from "../../contracts/production/load.ts";
import type { TariffsConfig } from "./config.ts";
import type { LoadAnswered } from "./load-answers.ts";
import { isReactiveCounter } from "./load-points.ts";
import { utilitySignals } from "./utilities.ts";

const ROLES: ReadonlySet<TagRole> = new Set(["active-power", "energy-import", "item-state"]);
const VOLUMES: ReadonlySet<string> = new Set(["m3", "m3/h"]);

type Sections = { readonly tariffs: TariffsConfig };

export const loadFollower: FollowerPlugin<Sections, { readonly load: LoadReader }> = {
  name: "load",
  module: new URL("./open-follower.ts", import.meta.url),
  plan({ tariffs }) {
    const signals = utilitySignals(tariffs);
    return {
      own: tariffs,
      goesBy(tag: Tag) {
        const signal = signalName(tag);
        return (
          (tag.role !== undefined && ROLES.has(tag.role)) ||
          VOLUMES.has(tag.unit ?? "") ||
          isReactiveCounter(tag) ||
          signals.has(signal) ||
          signal === tariffs.outdoor?.signal
        );
      },
    };
  },
  readers({ follower }) {
    const book = follower<LoadAnswered>("load");
    const load: LoadReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      cost: (from, to) => book.ask("cost", from, to),
      demand: () => book.ask("demand"),
      since: () => book.ask("since"),
      utilities: (from, to) => book.ask("utilities", from, to),
      idle: (from, to) => book.ask("idle", from, to),
      baseline: (question) => book.ask("baseline", question),
      curve: (contract, from, to) => book.ask("curve", contract, from, to),
    };
    return { load };
  },
};
