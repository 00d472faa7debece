/** Keeps forecasts on disk, one file each (rules FK48 and FK49). */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Forecast, ForecastHead } from "../contracts/forecast/forecasts.ts";
import type { PlayedFuture } from "../contracts/forecast/states.ts";
import { diskError } from "../store/disk-error.ts";
import { replaceFile } from "../store/replace-file.ts";
import { unpackStates } from "./packed-states.ts";

const FORMAT = 1;
const FILE = /^([0-9a-f-]{36})\.json$/;

interface Stored {
  readonly format: number;
  readonly forecast: Forecast;
}

export class ForecastShelf {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Opens a folder, and gives the heads of what is in it. A file that cannot be read, or that a newer edge wrote, stays
   * where it is and is logged.
   */
  static open(dir: string, log: Logger): { readonly shelf: ForecastShelf; readonly heads: readonly ForecastHead[] } {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const heads = readdirSync(dir).flatMap((name): readonly ForecastHead[] => {
      const [, uid] = FILE.exec(name) ?? [];
      if (uid === undefined) return [];
      try {
        const { format, forecast } = JSON.parse(readFileSync(join(dir, name), "utf8")) as Stored;
        if (format === FORMAT && forecast.uid === uid) return [headOf(forecast)];
        log.error({ file: name, format }, "a forecast was written by a newer edge; it is not listed");
      } catch (err) {
        log.error({ file: name, err }, "a forecast cannot be read; it is not listed");
      }
      return [];
    });
    return { shelf: new ForecastShelf(dir), heads };
  }

  /** Resolves when it, and its states where they are given, are on disk. Rejects with EdgeError `disk`. */
  async put(forecast: Forecast, states?: Uint8Array): Promise<void> {
    // States without an answer are replaced by the next attempt; an answer must not be without its states.
    if (states !== undefined) await replaceFile(this.#statesOf(forecast.uid), states, { mode: 0o600 });
    const stored: Stored = { format: FORMAT, forecast };
    await replaceFile(this.#pathOf(forecast.uid), `${JSON.stringify(stored)}\n`, { mode: 0o600 });
  }

  /** Rejects where it cannot be read. */
  async get(uid: string): Promise<Forecast> {
    return (JSON.parse(await readFile(this.#pathOf(uid), "utf8")) as Stored).forecast;
  }

  /** States of one future; undefined where there is no such future. Rejects where they cannot be read. */
  async states(uid: string, future: number): Promise<PlayedFuture | undefined> {
    return await unpackStates(await readFile(this.#statesOf(uid)), future);
  }

  /** Throws EdgeError `disk`. The answer goes last, so that one whose states cannot be removed stays in the list. */
  remove(uid: string): void {
    for (const path of [this.#statesOf(uid), this.#pathOf(uid)]) {
      try {
        rmSync(path, { force: true });
      } catch (error) {
        throw diskError(path, error);
      }
    }
  }

  #pathOf(uid: string): string {
    return join(this.#dir, `${uid}.json`);
  }

  #statesOf(uid: string): string {
    return join(this.#dir, `${uid}.states`);
  }
}

/** What lists have of a forecast. */
export function headOf({
  question: _question,
  problems: _problems,
  failure: _failure,
  answer: _answer,
  counted: _counted,
  attempts: _attempts,
  statesStepS: _statesStepS,
  ...head
}: Forecast): ForecastHead {
  return head;
}
