import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { movePath } from "../../store/move-path.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import { arrivals, byArrival, type PlacedTo } from "./arrival.ts";

/** Files of a span. `last` and `alerts` hold the newest samples and standing alerts at its end: replay begins there. */
export type SpanFile = "samples" | "texts" | "events" | "last" | "alerts" | "1s" | "10s" | "1min" | "1h";

const FILES: readonly SpanFile[] = ["samples", "texts", "events", "last", "alerts", "1s", "10s", "1min", "1h"];
/** Order of deletion when the disk is full: files with a coarser substitute go first. */
const SACRIFICED: readonly SpanFile[] = ["samples", "texts", "1s", "10s"];
const NAME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z\+(\d{1,2})m-(\d+)$/;
const MINUTE_US = 60e6;
/** A span's samples are in one file or, by tag, in several: `samples-417.parquet` begins with ref 417. */
const PART = /^samples(?:-(\d+))?\.parquet$/;
/** Beside the Parquet files of a span. */
const PLACED_FILE = "placed.json";

interface SamplePart {
  readonly ref: number;
  readonly path: string;
}

/**
 * A closed stretch of time: a folder of Parquet files, sorted by tag, then time. Never changed, only replaced by its
 * next version.
 */
export interface Span {
  readonly from: Micros;
  readonly to: Micros;
  readonly version: number;
  readonly dir: string;
  readonly files: ReadonlyMap<SpanFile, number>;
  /** Files of samples by the ref they begin with, lowest first. */
  readonly parts: readonly SamplePart[];
  /** Absent in spans of earlier versions. */
  readonly placed?: PlacedTo;
}

/**
 * Closed history, in order of time, without overlaps. The file system is the catalogue: a folder counts once it is
 * renamed into place.
 */
export class Spans {
  readonly #dir: string;
  #spans: Span[];

  private constructor(dir: string, spans: Span[]) {
    this.#dir = dir;
    this.#spans = spans;
  }

  /** For a database without spans. */
  static none(): Spans {
    return new Spans("", []);
  }

  static async open(dir: string): Promise<Spans> {
    await mkdir(dir, { recursive: true });
    const newest = new Map<Micros, Span>();
    const leftovers: string[] = [];
    for (const name of readdirSync(dir)) {
      const span = readSpan(dir, name);
      const known = span === undefined ? undefined : newest.get(span.from);
      if (span === undefined || (known !== undefined && known.version > span.version)) leftovers.push(name);
      else {
        if (known !== undefined) leftovers.push(known.dir.slice(dir.length + 1));
        newest.set(span.from, span);
      }
    }
    // A kill leaves half-built folders and replaced versions.
    for (const name of leftovers) await rm(join(dir, name), { recursive: true, force: true });
    return new Spans(
      dir,
      [...newest.values()].sort((a, b) => a.from - b.from),
    );
  }

  all(): readonly Span[] {
    return this.#spans;
  }

  get bytes(): number {
    let sum = 0;
    for (const { files } of this.#spans) for (const bytes of files.values()) sum += bytes;
    return sum;
  }

  /** Spans that touch [from, to), oldest first. */
  within(from: Micros, to: Micros): readonly Span[] {
    return this.#spans.filter((span) => span.to > from && span.from < to);
  }

  at(time: Micros): Span | undefined {
    return this.#spans.find((span) => span.from <= time && time < span.to);
  }

  /** The newest span that ends at or before `time`. */
  before(time: Micros): Span | undefined {
    return this.#spans.findLast((span) => span.to <= time);
  }

  after(time: Micros): readonly Span[] {
    return this.#spans.filter((span) => span.from >= time);
  }

  /** An empty folder in which a version of a span is built; `put` moves it into place. */
  async begin(): Promise<string> {
    const dir = join(this.#dir, "building");
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir);
    return dir;
  }

  /** Replaces the span by the folder `dir`. */
  async put(dir: string, { from, to }: { from: Micros; to: Micros }): Promise<Span> {
    const known = this.#spans.find((span) => span.from === from);
    const name = nameOf(from, to, (known?.version ?? 0) + 1);
    await movePath(dir, join(this.#dir, name));
    const span = readSpan(this.#dir, name) as Span;
    this.#spans = [...this.#spans.filter((one) => one !== known), span].sort((a, b) => a.from - b.from);
    if (known !== undefined) await rm(known.dir, { recursive: true, force: true });
    return span;
  }

  /**
   * Deletes files that arrived before their kind is kept; `keepFrom` holds the oldest kept arrival of each kind.
   * `now` is believed.
   */
  async retire(keepFrom: ReadonlyMap<SpanFile, Micros>, now: Micros): Promise<void> {
    this.#date(now);
    for (const span of this.#spans) {
      const arrived = span.placed?.arrived ?? now;
      for (const file of span.files.keys()) if (arrived <= (keepFrom.get(file) ?? 0)) await this.#delete(span, file);
    }
    await this.#dropEmpty();
  }

  /**
   * Deletes the earliest arrivals until at most `maxBytes` are left: samples first, then the finer roll-ups, then
   * whole spans. Returns the number of files deleted.
   */
  async shrink(maxBytes: number): Promise<number> {
    let deleted = 0;
    for (const file of SACRIFICED) {
      for (const span of byArrival(this.#spans)) {
        if (this.bytes <= maxBytes) break;
        if (!span.files.has(file)) continue;
        await this.#delete(span, file);
        deleted++;
      }
    }
    for (const span of byArrival(this.#spans)) {
      if (this.bytes <= maxBytes) break;
      await rm(span.dir, { recursive: true, force: true });
      this.#spans = this.#spans.filter((one) => one !== span);
      deleted++;
    }
    await this.#dropEmpty();
    return deleted;
  }

  /** Saves the arrival of spans for which it was unknown. */
  #date(now: Micros): void {
    const found = arrivals(this.#spans, now);
    this.#spans = this.#spans.map((span, at) => {
      if (typeof span.placed?.arrived === "number") return span;
      const placed = { logUid: "", position: -1, ...span.placed, arrived: found[at] as Micros };
      writePlacedTo(span.dir, placed);
      return { ...span, placed };
    });
  }

  async #delete(span: Span, file: SpanFile): Promise<void> {
    for (const path of pathsIn(span, file)) await unlink(path).catch(() => undefined);
    (span.files as Map<SpanFile, number>).delete(file);
  }

  /** Deletes spans that hold only the state from which replay would begin. */
  async #dropEmpty(): Promise<void> {
    const isEmpty = ({ files }: Span): boolean =>
      [...files.keys()].every((file) => file === "last" || file === "alerts");
    for (const span of this.#spans.filter(isEmpty)) await rm(span.dir, { recursive: true, force: true });
    this.#spans = this.#spans.filter((span) => !isEmpty(span));
  }
}

export function pathIn({ dir }: Pick<Span, "dir">, file: SpanFile): string {
  return join(dir, `${file}.parquet`);
}

/** Path of the scratch file of a span under construction. */
export function scratchPath(dir: string): string {
  return join(dir, "scratch");
}

/** Path of the samples from a ref on. */
export function partPath(dir: string, ref: number): string {
  return join(dir, ref === 0 ? "samples.parquet" : `samples-${ref}.parquet`);
}

/** All files of a kind; with `ref` those that may hold that tag. */
export function pathsIn(span: Span, file: SpanFile, ref?: number): readonly string[] {
  if (file !== "samples") return [pathIn(span, file)];
  const parts = span.files.has("samples") ? span.parts : [];
  if (ref === undefined) return parts.map(({ path }) => path);
  const part = parts.findLast((one) => one.ref <= ref);
  return part === undefined ? [] : [part.path];
}

/** A path inside a SQL string: COPY and read_parquet take no parameters there. */
export function quoted(path: string): string {
  return path.replaceAll("'", "''");
}

/** The files of one kind as DuckDB's list, in order of time; with `ref` those that may hold that tag. */
export function pathList(spans: readonly Span[], file: SpanFile, ref?: number): string {
  return listOf(spans.flatMap((span) => pathsIn(span, file, ref)));
}

/** Paths as DuckDB's list. */
export function listOf(paths: readonly string[]): string {
  return `[${paths.map((path) => `'${quoted(path)}'`).join(", ")}]`;
}

function nameOf(from: Micros, to: Micros, version: number): string {
  const [date = "", clock = ""] = new Date(from / 1000).toISOString().split("T");
  return `${date.replaceAll("-", "")}T${clock.slice(0, 5).replace(":", "")}Z+${(to - from) / MINUTE_US}m-${version}`;
}

function readSpan(parent: string, name: string): Span | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, minutes, version] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const from = Date.UTC(year, month - 1, day, hour, minute) * 1000;
  const dir = join(parent, name);
  const files = new Map<SpanFile, number>();
  const parts = readParts(dir);
  if (parts.length > 0)
    files.set(
      "samples",
      parts.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    );
  for (const file of FILES.slice(1)) {
    const found = statSync(pathIn({ dir }, file), { throwIfNoEntry: false });
    if (found !== undefined) files.set(file, found.size);
  }
  const placed = readPlacedTo(dir);
  return {
    from,
    to: from + minutes * MINUTE_US,
    version,
    dir,
    files,
    parts,
    ...(placed === undefined ? {} : { placed }),
  };
}

function readParts(dir: string): SamplePart[] {
  const parts: SamplePart[] = [];
  for (const name of readdirSync(dir)) {
    const match = PART.exec(name);
    if (match !== null) parts.push({ ref: Number(match[1] ?? 0), path: join(dir, name) });
  }
  return parts.sort((a, b) => a.ref - b.ref);
}

export function writePlacedTo(dir: string, placed: PlacedTo): void {
  replaceFileSync(join(dir, PLACED_FILE), JSON.stringify(placed));
}

/** Without it a few samples count twice after a restart, until the span is closed again. */
function readPlacedTo(dir: string): PlacedTo | undefined {
  try {
    const stored = JSON.parse(readFileSync(join(dir, PLACED_FILE), "utf8")) as Partial<PlacedTo>;
    const { logUid, position, arrived, built } = stored;
    if (typeof logUid !== "string" || typeof position !== "number") return undefined;
    return {
      logUid,
      position,
      ...(arrived === null || Number.isFinite(arrived) ? { arrived: arrived as Micros | null } : {}),
      ...(built === null || Number.isFinite(built) ? { built: built as Micros | null } : {}),
    };
  } catch {
    return undefined;
  }
}
