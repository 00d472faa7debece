/**
 * Compares what this box and the other one have read as their config (rules SB42 to SB44). Each keeps what it last
 * heard, so that a connection that comes and goes hides nothing, and a box that restarts alike ends the difference.
 */
import type { Logger } from "pino";
import type { ConfigDifference, ConfigPrints } from "../../contracts/plant/config-prints.ts";
import { differingParts } from "../difference-words.ts";
import type { ConfigExchange } from "../link/config-frame.ts";
import { keepDifference } from "./box-files.ts";

/** A change by hand, with the copy and the restart of the other box, takes less. */
const LASTS_MS = 5 * 60_000;
/** Files that a message names. */
const MOST_NAMED = 8;

export interface ConfigMatchOptions {
  readonly dataDir: string;
  readonly log: Pick<Logger, "info" | "warn">;
}

export class ConfigMatch implements ConfigExchange {
  readonly #options: ConfigMatchOptions;
  /** Monotonic ms. */
  readonly #now: () => number;
  #own: ConfigPrints | undefined;
  #other: ConfigPrints | undefined;
  #difference: ConfigDifference | undefined;
  #since = 0;

  constructor(options: ConfigMatchOptions, now = () => performance.now()) {
    this.#options = options;
    this.#now = now;
    // Of an earlier keeper: nothing is known yet.
    keepDifference(options.dataDir, undefined);
  }

  get own(): ConfigPrints | undefined {
    return this.#own;
  }

  /** The process of this box that writes, or would write, has read its config. */
  read(own: ConfigPrints): void {
    this.#own = own;
    this.#compare();
  }

  hear(other: ConfigPrints): void {
    this.#other = other;
    this.#compare();
  }

  /** A planned switch is how a new config comes into force: it is said, and hinders nothing. */
  sayAtSwitch(): void {
    const differs = this.#difference;
    if (differs !== undefined)
      this.#options.log.warn({ differs }, "standby: the other box has another config or version");
  }

  /** The difference, once it has lasted for five minutes. */
  get lasting(): ConfigDifference | undefined {
    return this.#now() - this.#since >= LASTS_MS ? this.#difference : undefined;
  }

  #compare(): void {
    if (this.#own === undefined || this.#other === undefined) return;
    const before = this.#difference;
    const differs = differenceOf(this.#own, this.#other);
    if (JSON.stringify(before) === JSON.stringify(differs)) return;
    if (before === undefined) this.#since = this.#now();
    this.#difference = differs;
    const { dataDir, log } = this.#options;
    keepDifference(dataDir, differs && differingParts(differs).en);
    if (differs === undefined) log.info({}, "standby: the boxes have the same config and version");
    else log.info({ differs }, "standby: the boxes have different configs or versions");
  }
}

function differenceOf(own: ConfigPrints, other: ConfigPrints): ConfigDifference | undefined {
  const [mine, theirs] = [new Map(own.files), new Map(other.files)];
  const names = [...new Set([...mine.keys(), ...theirs.keys()])];
  const files = names.filter((name) => mine.get(name) !== theirs.get(name)).sort();
  const versions = own.version === other.version ? null : { own: own.version, other: other.version };
  if (files.length === 0 && versions === null) return undefined;
  return { files: files.slice(0, MOST_NAMED), more: Math.max(0, files.length - MOST_NAMED), versions };
}
