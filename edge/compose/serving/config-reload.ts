/** Reloads the config of a running edge, and applies the changes that are possible (rules A54, CF12 and CF13). */
import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { loadConfigApart } from "../../config/apart.ts";
import { type Changes, changesOf } from "../../config/changes.ts";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import { reasonOf } from "../../contracts/errors.ts";
import type { FilePrints } from "../../contracts/plant/config-prints.ts";
import { ConfigRefused } from "../../contracts/plant/config-text.ts";
import type { SectionPlugin } from "../../contracts/plant/section.ts";
import type { PlantConfig } from "../../plugins.ts";
import type { Sections } from "../sections.ts";

/** A refusal can list every mistake of a config. */
const REASON_LENGTH = 1_000;

/** The result of a reload. */
export type Reloaded = Pick<Changes<PlantConfig>, "applied" | "restart">;

export interface ConfigReloadParts {
  readonly config: PlantConfig;
  readonly sections: readonly SectionPlugin[];
  readonly open: Pick<Sections<readonly SectionPlugin[]>, "apply">;
  readonly journal: Journal;
  readonly log: Logger;
  /** Called after each reload with the prints of what is in force; for a plant with two boxes. */
  readonly onRead?: (prints: FilePrints) => void;
  /** Reads the config; default: in a thread, so that the edge continues meanwhile. */
  readonly load?: (path: string) => Promise<PlantConfig>;
}

export class ConfigReload {
  readonly #parts: ConfigReloadParts;
  #config: PlantConfig;
  /** Prints of the newest config that is in force as a whole. */
  #whole: FilePrints;
  #reloading: Promise<unknown> = Promise.resolve();
  /** Sections that threw at their newest values, or at new limits: the next reload tries them again. */
  #refused: ReadonlySet<string> = new Set();

  constructor(parts: ConfigReloadParts) {
    this.#parts = parts;
    this.#config = parts.config;
    this.#whole = parts.config.prints ?? [];
  }

  /** The config in effect. */
  get config(): PlantConfig {
    return this.#config;
  }

  /**
   * Reloads the config, applies the changes that are possible while the edge runs, and records this. Rejects with
   * ConfigRefused `conflict` and all problems; then nothing is changed.
   */
  async reload(principal: Principal): Promise<Reloaded> {
    const before = this.#reloading;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reloading = promise;
    await before;
    try {
      return await this.#reload(principal);
    } finally {
      resolve();
    }
  }

  async #reload(principal: Principal): Promise<Reloaded> {
    const { journal, log } = this.#parts;
    const act = { principal, action: "config.reload", target: this.#config.site.id, before: printOf(this.#config) };
    let next: PlantConfig;
    try {
      next = await (this.#parts.load ?? loadConfigApart)(this.#config.files[0] ?? this.#config.folder);
    } catch (error) {
      const reason = reasonOf(error);
      await journal.record({ ...act, result: "refused", reason: reason.slice(0, REASON_LENGTH) });
      const problems = error instanceof ConfigRefused ? error.problems : [];
      throw new ConfigRefused("conflict", `the config was refused, and the edge runs as before. ${reason}`, problems);
    }
    const { applied, restart } = this.#take(next);
    this.#parts.onRead?.(this.#inForce(next.prints ?? [], restart.length === 0));
    await journal.record({ ...act, result: "done", after: { ...printOf(this.#config), applied, restart } });
    log.info({ applied, restart }, "config read again");
    return { applied, restart };
  }

  /** Where something waits for a restart, the files that changed are in force in part: as neither copy has them. */
  #inForce(prints: FilePrints, isWhole: boolean): FilePrints {
    if (isWhole) this.#whole = prints;
    const whole = new Map(this.#whole);
    return prints.map(([name, print]) => [name, isWhole || whole.get(name) === print ? print : `${print}~`]);
  }

  /** A section that refuses its new values keeps the old ones; all others take theirs. */
  #take(next: PlantConfig): Reloaded {
    const { sections, open, log } = this.#parts;
    const refused = new Set<string>();
    let changes = changesOf(this.#config, next, sections);
    const isOf = (name: string) => (path: string) => path === name || path.startsWith(`${name}.`);
    for (const { name, live } of sections) {
      const isChanged = [name, "limits"].some((part) => changes.applied.some(isOf(part)));
      if (live === undefined || !(isChanged || this.#refused.has(name))) continue;
      try {
        open.apply(name, changes.merged);
      } catch (err) {
        log.error({ section: name, err }, "a section did not take its new values; they need a restart");
        refused.add(name);
      }
    }
    if (refused.size > 0) {
      const rest = sections.map(({ live, ...section }) =>
        live === undefined || refused.has(section.name) ? section : { ...section, live },
      );
      changes = changesOf(this.#config, next, rest);
    }
    this.#config = changes.merged;
    this.#refused = refused;
    // A section that refused the limits of tags has none of its own values among the changes.
    return { applied: changes.applied, restart: [...new Set([...changes.restart, ...refused])] };
  }
}

/** The part of a config that the journal keeps: enough to distinguish two sets of rules, and no secret. */
function printOf(config: PlantConfig): { readonly print: string } {
  const limits = config.assets.flatMap(({ tags }) => tags.map(({ tagUid, shape }) => [tagUid, shape.limits]));
  return {
    print: createHash("sha256")
      .update(JSON.stringify([config.detectors, limits]))
      .digest("hex")
      .slice(0, 16),
  };
}
