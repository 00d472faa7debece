import { join } from "node:path";
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { LineFile } from "../store/line-file.ts";

export const OUTBOX_FILE = "notify.jsonl";
/** A file larger than this, and than twice what it needed when it was last rewritten, is rewritten. */
const COMPACT_ABOVE_BYTES = 2 * 1024 * 1024;
/** Annunciations that are remembered as sent, so that a start does not send them again. */
const MOST_KEYS = 20_000;

/** An alarm, or a change of another record, to send through one channel. */
export interface Item {
  /**
   * Alert, occurrence and annunciation, or work item and number of its act, separated by spaces, or the `eventUid` of a
   * prediction; sent once per channel, whatever happens in between.
   */
  readonly key: string;
  readonly channel: string;
  /** Uid of the alert, the work item or the prediction. */
  readonly alertUid: string;
  readonly priority: number;
  readonly at: Micros;
}

/** A message on its way: its id stays the same over retries and restarts, so that the receiver recognises a repeat. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly keys: readonly string[];
  readonly at: Micros;
}

export interface Clocks {
  /** The wall clock. */
  clock(): Micros;
  /** A monotonic clock, for waits. */
  elapsed(): Micros;
}

const OWN_CLOCKS: Clocks = { clock: () => Date.now() * 1000, elapsed: () => performance.now() * 1000 };

type Line =
  | { readonly item: Item }
  | { readonly message: Message }
  | { readonly over: string; readonly keys?: readonly string[] }
  | { readonly forget: readonly string[] };

/**
 * Notifications on disk before anything is sent (rules N1 to N4): an item is noted, becomes part of a message, and ends
 * when the message is accepted or given up. After a kill it continues from the file.
 */
export class Outbox {
  readonly #file: LineFile;
  readonly #log: Logger;
  /** Noted and in no message yet, by channel and key. */
  readonly #items = new Map<string, Item>();
  readonly #messages = new Map<string, Message>();
  /** Every item that was ever noted, oldest first. */
  readonly #known = new Set<string>();
  readonly #clocks: Clocks;
  /** When each began to wait, by the monotonic clock. */
  readonly #since = new WeakMap<Item | Message, Micros>();
  #pending: Line[] = [];
  #compactAbove = COMPACT_ABOVE_BYTES;
  #writing: Promise<void> | undefined;

  private constructor(file: LineFile, log: Logger, clocks: Clocks) {
    this.#file = file;
    this.#log = log;
    this.#clocks = clocks;
  }

  static async open(folder: string, log: Logger, clocks: Clocks = OWN_CLOCKS): Promise<Outbox> {
    const { file, content } = await LineFile.open(join(folder, OUTBOX_FILE));
    const outbox = new Outbox(file, log, clocks);
    let bad = 0;
    for (const text of content.toString("utf8").split("\n")) {
      if (text === "") continue;
      const line = parse(text);
      if (line === undefined) bad++;
      else outbox.#adopt(line);
    }
    if (bad > 0)
      log.error(
        { path: file.path, bad },
        "lines of the outbox are damaged; those notices may be sent again or not at all",
      );
    return outbox;
  }

  items(channel: string): readonly Item[] {
    return [...this.#items.values()].filter((item) => item.channel === channel);
  }

  messages(channel: string): readonly Message[] {
    return [...this.#messages.values()].filter((message) => message.channel === channel);
  }

  /**
   * How long it has waited. A step of the wall clock counts for nothing here: that clock only says how old it was when
   * the outbox took it, from another part or from the file of an earlier start.
   */
  ageOf(one: Item | Message): Micros {
    return this.#clocks.elapsed() - (this.#since.get(one) ?? this.#clocks.elapsed());
  }

  /** Whether the annunciation was noted for the channel before. */
  isKnown(channel: string, key: string): boolean {
    return this.#known.has(nameOf(channel, key));
  }

  /**
   * Resolves when the items are on disk. Rejects when the disk refuses; then they are kept and written with the next
   * ones.
   */
  note(items: readonly Item[]): Promise<void> {
    return this.#write(items.map((item) => ({ item })));
  }

  /** Items become a message. */
  compose(message: Message): Promise<void> {
    return this.#write([{ message }]);
  }

  /** A message was accepted or given up, or items no longer need to be sent. */
  finish(id: string, keys?: readonly string[]): Promise<void> {
    return this.#write([keys === undefined ? { over: id } : { over: id, keys }]);
  }

  /** Forgets what was noted, by channel and key; of that, what waits in no message yet is not sent. */
  async forget(isLeft: (channel: string, key: string) => boolean): Promise<void> {
    const names = [...this.#known].filter((name) => isLeft(...(name.split("\n") as [string, string])));
    if (names.length > 0) await this.#write([{ forget: names }]);
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#file.close();
  }

  async #write(lines: readonly Line[]): Promise<void> {
    for (const line of lines) this.#adopt(line);
    this.#pending.push(...lines);
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    if (this.#pending.length === 0) return;
    this.#writing = this.#flush().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #flush(): Promise<void> {
    const taken = this.#pending;
    this.#pending = [];
    try {
      await this.#file.append(textOf(taken));
    } catch (error) {
      this.#pending = [...taken, ...this.#pending];
      this.#log.error({ path: this.#file.path, err: error }, "the outbox cannot be written; notices wait");
      throw error;
    }
    if (this.#file.bytes > this.#compactAbove) await this.#compact();
  }

  /** Keys of finished items stay known, without their items. */
  async #compact(): Promise<void> {
    const open = [...this.#items.values()].map((item) => ({ item }));
    const recorded = [...this.#known].filter((name) => !this.#items.has(name));
    const byChannel = Map.groupBy(
      recorded.map((name) => name.split("\n")),
      ([channel = ""]) => channel,
    );
    const lines: Line[] = [
      ...[...byChannel].map(([channel, keys]) => ({ over: channel, keys: keys.map(([, key = ""]) => key) })),
      ...open,
      ...[...this.#messages.values()].map((message) => ({ message })),
    ];
    await this.#file.replace(textOf(lines));
    this.#compactAbove = Math.max(COMPACT_ABOVE_BYTES, 2 * this.#file.bytes);
  }

  #adopt(line: Line): void {
    if ("item" in line) {
      const name = nameOf(line.item.channel, line.item.key);
      // A file that was rewritten between an item and its message has the message alone.
      if (this.#known.has(name)) return;
      this.#remember(name);
      this.#items.set(name, line.item);
      this.#waitsFromNow(line.item);
    } else if ("message" in line) {
      this.#messages.set(line.message.id, line.message);
      this.#waitsFromNow(line.message);
      for (const key of line.message.keys) this.#items.delete(nameOf(line.message.channel, key));
    } else if ("forget" in line) {
      for (const name of line.forget) {
        this.#known.delete(name);
        this.#items.delete(name);
      }
    } else if (line.keys === undefined) this.#messages.delete(line.over);
    else {
      for (const key of line.keys) {
        this.#remember(nameOf(line.over, key));
        this.#items.delete(nameOf(line.over, key));
      }
    }
  }

  #waitsFromNow(one: Item | Message): void {
    const { clock, elapsed } = this.#clocks;
    this.#since.set(one, elapsed() - Math.max(0, clock() - one.at));
  }

  #remember(name: string): void {
    this.#known.delete(name);
    this.#known.add(name);
    for (const oldest of this.#known) {
      if (this.#known.size <= MOST_KEYS) break;
      this.#known.delete(oldest);
    }
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function nameOf(channel: string, key: string): string {
  return `${channel}\n${key}`;
}

function isLine(line: unknown): line is Line {
  if (typeof line !== "object" || line === null) return false;
  const { item, message, over, forget, keys } = line as {
    item?: Partial<Item>;
    message?: Partial<Message>;
    over?: unknown;
    forget?: unknown;
    keys?: unknown;
  };
  if (item !== undefined) return typeof item?.key === "string" && typeof item.channel === "string";
  if (message !== undefined) return typeof message?.id === "string" && Array.isArray(message.keys);
  if (forget !== undefined) return Array.isArray(forget);
  return typeof over === "string" && (keys === undefined || Array.isArray(keys));
}

function parse(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}
