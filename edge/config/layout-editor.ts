import { relative } from "node:path";
import { ConfigRefused } from "../contracts/plant/config-text.ts";
import type { Layout, LayoutEditor } from "../contracts/plant/layout.ts";
import type { PlantConfig } from "../plugins.ts";
import { configOf, resultOf } from "./apart.ts";
import type { ConfigSaves } from "./edit/config-saves.ts";
import { ConfigError } from "./problems.ts";
import { isUnchanged } from "./seen.ts";
import type { ConfigAnswer } from "./thread-task.ts";

export interface LayoutEditorOptions {
  readonly saves: ConfigSaves;
  /** Stops this edge and starts another with this config. */
  readonly restart?: (config: PlantConfig) => void;
}

/** The layout of a running edge's plant. */
export function createLayoutEditor({ saves, restart }: LayoutEditorOptions): LayoutEditor {
  const { path } = saves;
  const reading = new LayoutReading(() => saves.answer({ kind: "layout", path }));
  return {
    read: () => reading.read(),
    async save(change, by) {
      const ask = async () => resultOf<"save">(await saves.answer({ kind: "save", path, change }));
      const { plan } = await saves.save(ask, { by, kind: "layout" });
      reading.forget();
      return {
        revision: plan.revision,
        files: [...plan.contents.keys()].map((file) => relative(plan.folder, file)),
        needsRestart: plan.needsRestart,
      };
    },
    plant: () => saves.plant(),
    ...(restart === undefined
      ? {}
      : { restart: () => restartChecked(saves.answer({ kind: "config", path }), restart) }),
  };
}

/**
 * Checks the config while the edge still runs and gives the checked one to the next edge. An edge that stopped first
 * would not come back with a config that has a mistake.
 */
async function restartChecked(
  checking: Promise<ConfigAnswer>,
  restart: (config: PlantConfig) => void,
): Promise<() => void> {
  try {
    const next = configOf(await checking);
    return () => restart(next);
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigRefused(
        "conflict",
        `The edge was not restarted and runs as before. ${error.message}`,
        error.problems,
      );
    throw error;
  }
}

/** Reads the layout again only after one of its files has changed. Concurrent callers share one answer. */
class LayoutReading {
  readonly #ask: () => Promise<ConfigAnswer>;
  #known: ConfigAnswer | undefined;
  #running: Promise<ConfigAnswer> | undefined;

  constructor(ask: () => Promise<ConfigAnswer>) {
    this.#ask = ask;
  }

  async read(): Promise<Layout> {
    if (this.#running === undefined) {
      const running = this.#look().finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
      this.#running = running;
    }
    return resultOf<"layout">(await this.#running);
  }

  /** Makes the next caller read the files again. */
  forget(): void {
    this.#running = undefined;
  }

  async #look(): Promise<ConfigAnswer> {
    const known = this.#known;
    if (known !== undefined && "seen" in known && known.seen !== undefined && (await isUnchanged(known.seen)))
      return known;
    const answer = await this.#ask();
    this.#known = answer;
    return answer;
  }
}
