import type { LineCounter } from "yaml";
import { withoutPasswords } from "../contracts/path/peer.ts";
import type { ConfigProblem, ConfigText } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";

/** Steps from the root of the config to a value. */
export type Steps = readonly (string | number)[];

/** A file of the config, for line numbers. */
export interface SourceFile {
  /** As shown to the user. */
  readonly shown: string;
  readonly lines: LineCounter;
}

/** Position of one entry of a map or list. */
export interface Entry {
  readonly file: SourceFile;
  /** Offset of the key; in lists, of the value. */
  readonly key: number;
  readonly value: number;
  /** The text as written, where `${…}` was replaced: shown instead of the value, which may be secret. */
  readonly written?: string;
}

/** A text whose `${…}` is not replaced, with the messages for a valid and for an invalid value. */
export interface Unreplaced {
  readonly harmless: ConfigText;
  readonly invalid: ConfigText;
}

/** A problem without its place in a file. */
type Placeless = ConfigText & Pick<ConfigProblem, "path">;

/** Shortest value, in characters, that is kept out of texts. */
const MIN_HIDDEN = 4;

type Container = Record<string, unknown> | unknown[];

/** The merged config as plain values. Remembers the position of each value and collects problems. */
export class ConfigDocument {
  root: Record<string, unknown> = {};
  readonly #problems: ConfigProblem[] = [];
  readonly #warnings: ConfigProblem[] = [];
  readonly #hidden = new Set<string>();
  /** By path. */
  readonly #unreplaced = new Map<string, Unreplaced>();
  /** True when a file could not be read, so that names may only seem to be missing. */
  incomplete = false;
  readonly #entries = new WeakMap<object, Map<string | number, Entry>>();
  readonly #main: SourceFile;

  constructor(main: SourceFile) {
    this.#main = main;
  }

  /** All problems, without values that came out of `${…}` and passwords of addresses, which plugins may repeat. */
  get problems(): readonly ConfigProblem[] {
    return this.#problems.map((problem) => this.#redacted(problem));
  }

  /** Deprecated parts that still count, and parts that may not do what their author expects. */
  get warnings(): readonly ConfigProblem[] {
    const wrong = new Set(this.#problems.map(({ path }) => path));
    const standing = this.#warnings.filter(({ path }) => !(this.#unreplaced.has(path) && wrong.has(path)));
    return standing.map((warning) => this.#redacted(warning));
  }

  #redacted(problem: ConfigProblem): ConfigProblem {
    const hidden = [...this.#hidden].sort((a, b) => b.length - a.length);
    const redact = (text: string) =>
      withoutPasswords(hidden.reduce((left, value) => left.replaceAll(value, "***"), text));
    const both = ({ en, zh }: LocalizedText): LocalizedText => ({ en: redact(en), zh: redact(zh) });
    return {
      ...problem,
      path: redact(problem.path),
      params: Object.fromEntries(Object.entries(problem.params).map(([name, value]) => [name, redact(value)])),
      message: both(problem.message),
      remedy: both(problem.remedy),
    };
  }

  /**
   * Keeps a value out of every problem's text. Very short values occur in ordinary words and are not treated as
   * secrets.
   */
  hide(value: string): void {
    if (value.length >= MIN_HIDDEN) this.#hidden.add(value);
  }

  remember(container: Container, key: string | number, entry: Entry): void {
    let entries = this.#entries.get(container);
    if (entries === undefined) {
      entries = new Map();
      this.#entries.set(container, entries);
    }
    entries.set(key, entry);
  }

  entry(container: unknown, key: string | number): Entry | undefined {
    return typeof container === "object" && container !== null ? this.#entries.get(container)?.get(key) : undefined;
  }

  /** Adds a problem at a value (or at its key). A missing value is reported at the nearest value around it. */
  problem(steps: Steps, text: ConfigText, at: "key" | "value" = "value"): void {
    // The author meant the value of the reference: a message about its text, such as "no number", would mislead.
    const unreplaced = at === "value" ? this.#unreplaced.get(formatSteps(steps)) : undefined;
    this.#problems.push(this.#place(steps, unreplaced?.invalid ?? text, at));
  }

  /** Adds a warning at a value whose `${…}` is not replaced. A problem at the same place replaces it. */
  leaveAsWritten(steps: Steps, unreplaced: Unreplaced): void {
    this.#unreplaced.set(formatSteps(steps), unreplaced);
    this.warn(steps, unreplaced.harmless);
  }

  /** Adds a warning at a value. */
  warn(steps: Steps, text: ConfigText): void {
    this.#warnings.push(this.#place(steps, text, "value"));
  }

  problemAt(file: SourceFile, offset: number, what: Placeless): void {
    this.#problems.push(placed(file, offset, what));
  }

  warnAt(file: SourceFile, offset: number, what: Placeless): void {
    this.#warnings.push(placed(file, offset, what));
  }

  #place(steps: Steps, text: ConfigText, at: "key" | "value"): ConfigProblem {
    let container: unknown = this.root;
    let found: Entry | undefined;
    let exact = true;
    for (const step of steps) {
      const entry = this.entry(container, step);
      if (entry === undefined) {
        exact = false;
        break;
      }
      found = entry;
      container = (container as Record<string | number, unknown>)[step];
    }
    const file = found?.file ?? this.#main;
    const offset = found === undefined ? 0 : exact && at === "value" ? found.value : found.key;
    return placed(file, offset, { path: formatSteps(steps), ...text });
  }

  /** A value for an error text: short, without a password, and never one that came out of `${…}`. */
  show(steps: Steps): string | LocalizedText {
    let container: unknown = this.root;
    let entry: Entry | undefined;
    for (const step of steps) {
      entry = this.entry(container, step);
      container = (container as Record<string | number, unknown> | undefined)?.[step];
    }
    if (entry?.written !== undefined) return JSON.stringify(entry.written);
    if (this.#hidden.has(String(container))) return '"***"';
    if (Array.isArray(container)) return { en: "a list", zh: "列表" };
    if (typeof container === "object" && container !== null) return { en: "a map", zh: "映射" };
    const text = JSON.stringify(container);
    if (text === undefined) return { en: "nothing", zh: "无值" };
    // Before it is cut: half a password would not be found.
    const shown = withoutPasswords(text);
    return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
  }
}

function placed(file: SourceFile, offset: number, what: Placeless): ConfigProblem {
  const { line, col } = file.lines.linePos(offset);
  return { file: file.shown, line: Math.max(1, line), column: Math.max(1, col), ...what };
}

/** `assets[3].pose.x`. */
export function formatSteps(steps: Steps): string {
  let text = "";
  for (const step of steps) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
