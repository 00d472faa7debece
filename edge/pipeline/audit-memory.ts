import { readFileSync } from "node:fs";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { replaceFile, replaceFileSync } from "../store/replace-file.ts";
import type { Loss } from "./loss.ts";

const FORMAT = 1;
/** Publishers' numbers that are kept of each source. */
const MOST_NUMBERS = 10_000;

/** How far the samples of a source were compared, and what is still open of it. */
export interface Account {
  /** Time of the newest sample, at most that of its comparison. */
  readonly at: Micros;
  /** The publishers' own numbers, as of the newest receipts. */
  readonly numbers: ReadonlyMap<string, number>;
  /** A loss that no gap in the log declares yet. */
  readonly loss: Loss | undefined;
}

/** The accounts of the audit by source, over restarts of the edge. */
export class AuditMemory {
  readonly #path: string;
  readonly #accounts: Map<string, Account>;
  #writing: Promise<void> | undefined;
  #isChanged = false;

  /** A file that is missing or cannot be read means that no source is known. */
  constructor(path: string) {
    this.#path = path;
    this.#accounts = read(path);
  }

  /** The accounts as they are now. */
  accounts(): ReadonlyMap<string, Account> {
    return new Map(this.#accounts);
  }

  sources(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /**
   * Samples up to `to` were compared at `now`. An account that is ahead of `now` was written under a clock that has
   * been set back. Numbers of publishers that were not heard since then stay; beyond the bound, those unheard for the
   * longest time go first.
   */
  compared(
    source: string,
    { to, now }: { readonly to: Micros; readonly now: Micros },
    numbers: ReadonlyMap<string, number>,
  ): void {
    const known = this.#accounts.get(source);
    const merged = new Map(known?.numbers);
    for (const [peer, number] of numbers) {
      if (merged.get(peer) === number) continue;
      merged.delete(peer);
      merged.set(peer, number);
    }
    for (const peer of merged.keys()) {
      if (merged.size <= MOST_NUMBERS) break;
      merged.delete(peer);
    }
    const at = Math.floor(Math.min(Math.max(to, known?.at ?? to), now));
    this.#accounts.set(source, { at, numbers: merged, loss: known?.loss });
    this.#isChanged = true;
  }

  /** Notes what is open of a source; undefined: nothing. */
  owes(source: string, loss: Loss | undefined): void {
    const known = this.#accounts.get(source);
    if (known === undefined || known.loss === loss) return;
    this.#accounts.set(source, { ...known, loss });
    this.#isChanged = true;
  }

  /** Writes the file if something changed and no earlier write runs. On a full disk the older file stays. */
  save(): void {
    if (!this.#isChanged || this.#writing !== undefined) return;
    this.#isChanged = false;
    this.#writing = replaceFile(this.#path, this.#text())
      .catch(() => {
        this.#isChanged = true;
      })
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** The last write. Throws EdgeError `disk`. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#isChanged) replaceFileSync(this.#path, this.#text());
  }

  #text(): string {
    const rows = [...this.#accounts].map(([source, { at, numbers, loss }]) => ({
      source,
      at,
      numbers: [...numbers],
      ...(loss === undefined ? {} : { loss: { ...loss, tags: [...loss.tags] } }),
    }));
    return JSON.stringify({ format: FORMAT, sources: rows });
  }
}

interface Row {
  readonly source: string;
  readonly at: Micros;
  readonly numbers: readonly [string, number][];
  readonly loss?: Omit<Loss, "tags"> & { readonly tags: readonly [string, number][] };
}

function read(path: string): Map<string, Account> {
  const accounts = new Map<string, Account>();
  try {
    const { format, sources } = JSON.parse(readFileSync(path, "utf8")) as { format: number; sources: readonly Row[] };
    if (format !== FORMAT) return accounts;
    for (const { source, at, numbers, loss } of sources)
      if (typeof source === "string" && Number.isSafeInteger(at))
        accounts.set(source, {
          at,
          numbers: new Map(numbers),
          loss: loss === undefined ? undefined : { ...loss, tags: new Map(loss.tags) },
        });
  } catch {
    accounts.clear();
  }
  return accounts;
}
