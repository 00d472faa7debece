import { isPoison, TAGS, timeOf } from "./numbered.ts";

/**
 * Outcome of the numbered samples of one run. `produced = stored + quarantined + declared`; any other count above 0
 * breaks the promise.
 */
export interface Ledger {
  readonly what: string;
  readonly faults: Readonly<Record<string, number>>;
  readonly produced: number;
  readonly stored: number;
  readonly quarantined: number;
  readonly declared: number;
  /** Produced, but found nowhere. */
  readonly undeclared: number;
  /** Stored, but never produced. */
  readonly spurious: number;
  /** Stored under another tag or time than its own. */
  readonly corrupt: number;
  /** Stored more than once. */
  readonly doubled: number;
  /** The first wrong numbers, for debugging. */
  readonly examples: readonly string[];
  readonly seconds: number;
}

const MAX_EXAMPLES = 5;

/** Checks off found numbers, in any order. */
export class Tally {
  readonly #seen: Uint8Array;
  readonly #startUs: number;
  /** Samples that every server refuses. */
  readonly #isPoison: (n: number) => boolean;
  readonly examples: string[] = [];
  stored = 0;
  quarantined = 0;
  spurious = 0;
  corrupt = 0;
  doubled = 0;

  constructor(produced: number, startUs: number, { hasPoison = true }: { hasPoison?: boolean } = {}) {
    this.#seen = new Uint8Array(produced);
    this.#startUs = startUs;
    this.#isPoison = hasPoison ? isPoison : () => false;
  }

  /** A sample was found in a store. */
  found(sample: { readonly value: number; readonly tag: number; readonly timeUs: number }): void {
    const { value: n, tag, timeUs } = sample;
    if (!(Number.isInteger(n) && n >= 0 && n < this.#seen.length)) {
      this.spurious++;
      this.#example("spurious", n, timeUs);
      return;
    }
    const isRight = tag === n % TAGS && timeUs === timeOf(n, this.#startUs) && !this.#isPoison(n);
    if (this.#seen[n] === 1) {
      this.doubled++;
      this.#example("doubled", n, timeUs);
    } else if (isRight) {
      this.#seen[n] = 1;
      this.stored++;
    } else {
      this.corrupt++;
      this.#example("corrupt", n, timeUs);
    }
  }

  /** A sample was found in a dead-letter file. A line may be there more than once: delivery is at least once. */
  aside(n: number): void {
    if (this.#seen[n] === 2) return;
    if (this.#seen[n] === undefined || !this.#isPoison(n)) {
      this.corrupt++;
      this.#example("wrongly aside", n, 0);
      return;
    }
    this.#seen[n] = 2;
    this.quarantined++;
  }

  close(run: {
    readonly what: string;
    readonly faults: Readonly<Record<string, number>>;
    readonly declared: number;
    readonly seconds: number;
  }): Ledger {
    const produced = this.#seen.length;
    const missing = produced - this.stored - this.quarantined;
    for (let n = this.#seen.indexOf(0); n >= 0 && this.examples.length < MAX_EXAMPLES; n = this.#seen.indexOf(0, n + 1))
      this.#example("missing", n, timeOf(n, this.#startUs));
    const { stored, quarantined, spurious, corrupt, doubled, examples } = this;
    return {
      ...run,
      produced,
      stored,
      quarantined,
      spurious,
      corrupt,
      doubled,
      examples,
      undeclared: missing - run.declared,
    };
  }

  #example(what: string, n: number, timeUs: number): void {
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(`${what}: ${n} at ${timeUs}`);
  }
}

export function isClean({ undeclared, spurious, corrupt, doubled, produced, declared }: Ledger): boolean {
  // These runs stay within the bounds of the promise, so a declared loss is a failure too.
  return produced > 0 && undeclared === 0 && spurious === 0 && corrupt === 0 && doubled === 0 && declared === 0;
}

const COLUMNS = [
  "produced",
  "stored",
  "quarantined",
  "declared",
  "undeclared",
  "spurious",
  "corrupt",
  "doubled",
] as const;

export function printLedgers(ledgers: readonly Ledger[]): void {
  const rows = [
    ["", ...COLUMNS, "s"],
    ...ledgers.map((ledger) => [
      ledger.what,
      ...COLUMNS.map((column) => ledger[column].toLocaleString("en")),
      ledger.seconds.toFixed(0),
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] as number;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    process.stdout.write(`${cells.join("  ")}\n`);
  }
  for (const { what, faults, examples } of ledgers) {
    process.stdout.write(
      `\n${what}: ${Object.entries(faults)
        .map(([name, count]) => `${count} ${name}`)
        .join(", ")}\n`,
    );
    for (const example of examples) process.stdout.write(`  ${example}\n`);
  }
}
