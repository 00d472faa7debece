/** Lends history to another process of the edge, which reads it by itself (rule D26). */
import { closeSync, linkSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { BLOCK_SAMPLES, blockIn, HEAD_BYTES, SAMPLE_BYTES } from "../../contracts/path/fresh-samples.ts";
import type { LendQuestion, LentHistory, LentText } from "../../contracts/path/lent-history.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { readColumns } from "./columns.ts";
import { PARQUET } from "./span-parquet.ts";
import { pathsIn, quoted, type Span } from "./spans.ts";
import type { Store } from "./store.ts";

/** Runs in one turn of the store's questions, so that nothing moves between closed and newer history meanwhile. */
export function lendHistory(store: Store, question: LendQuestion, tail: SampleBatch): Promise<LentHistory> {
  return store.questions.run(async () => {
    const { dir, from, to, refs, wants } = question;
    const spans = store.spans.within(from, to);
    const isWanted = (kind: LendQuestion["wants"][number]): boolean => wants.includes(kind);
    const link = (kind: "samples" | "texts" | "events"): readonly string[] =>
      linkFiles(dir, kind, new Set(spans.flatMap((span) => filesOf(span, kind, refs))));
    const copy = (table: "texts" | "events"): Promise<string> => copyRows(store, table, question);
    return {
      samples: isWanted("samples") ? link("samples") : [],
      texts: isWanted("samples") ? link("texts") : [],
      events: isWanted("events") ? link("events") : [],
      closedTo: spans.at(-1)?.to ?? Number.MIN_SAFE_INTEGER,
      fresh: {
        samples: isWanted("samples") ? await writeSamples(store, question, tail) : undefined,
        texts: isWanted("samples") ? await copy("texts") : undefined,
        events: isWanted("events") ? await copy("events") : undefined,
        newestTexts: isWanted("samples") ? textsIn(tail, question) : [],
      },
    };
  });
}

function filesOf(
  span: Span,
  kind: "samples" | "texts" | "events",
  refs: readonly TagRef[] | undefined,
): readonly string[] {
  if (!span.files.has(kind)) return [];
  return kind === "samples" && refs !== undefined
    ? refs.flatMap((ref) => pathsIn(span, kind, ref))
    : pathsIn(span, kind);
}

/** A span that is replaced or retired meanwhile leaves its links: they end with the folder. */
function linkFiles(dir: string, kind: string, paths: ReadonlySet<string>): readonly string[] {
  return [...paths].map((path, at) => {
    const link = join(dir, `${kind}-${at}.parquet`);
    linkSync(path, link);
    return link;
  });
}

const COLUMNS = {
  texts: "ref, time, text, status, rowid AS arrival",
  events: "event_uid, type, asset_uid, time, received_at, payload, rowid AS arrival",
};

async function copyRows(store: Store, table: "texts" | "events", { dir, from, to }: LendQuestion): Promise<string> {
  const path = join(dir, `fresh-${table}.parquet`);
  await store.reader.run(
    `COPY (SELECT ${COLUMNS[table]} FROM ${table} WHERE time >= ${from} AND time < ${to})
     TO '${quoted(path)}' ${PARQUET}`,
  );
  return path;
}

function textsIn({ texts, tags, times, statuses }: SampleBatch, { from, to }: LendQuestion): readonly LentText[] {
  return Array.from(
    texts,
    ([i, text]): LentText => [tags[i] as number, times[i] as number, text, statuses[i] as number],
  ).filter(([, time]) => time >= from && time < to);
}

/** Numbers that are in no span yet, in order of arrival. */
async function writeSamples(store: Store, { dir, from, to, refs }: LendQuestion, tail: SampleBatch): Promise<string> {
  const path = join(dir, "fresh-samples");
  using file = new BlockFile(path);
  const isWanted = wantedOf(refs);
  const take = ({ length, tags, times, values, statuses, texts }: SampleBatch): void => {
    for (let i = 0; i < length; i++) {
      const [ref, time] = [tags[i] as number, times[i] as number];
      if (time < from || time >= to || (isWanted !== undefined && isWanted[ref] !== 1) || texts.has(i)) continue;
      file.add(ref, time, values[i] as number, statuses[i] as number);
    }
  };
  if (store.hasStored)
    await readColumns(
      store.reader,
      `SELECT ref, time::DOUBLE, value, status FROM samples WHERE time >= ${from} AND time < ${to} ORDER BY rowid`,
      (columns, rows) => {
        const [tags, times, values, statuses] = columns as unknown as readonly Float64Array[];
        for (let i = 0; i < rows; i++) {
          const ref = tags?.[i] as number;
          if (isWanted === undefined || isWanted[ref] === 1)
            file.add(ref, times?.[i] as number, values?.[i] as number, statuses?.[i] as number);
        }
      },
    );
  for await (const batch of store.hot.read({ from, to })) take(batch);
  take(tail);
  file.flush();
  return path;
}

/** An array finds the wanted ones faster than a set: a million samples may wait. */
function wantedOf(refs: readonly TagRef[] | undefined): Uint8Array | undefined {
  if (refs === undefined) return undefined;
  const wanted = new Uint8Array(refs.reduce((most, ref) => Math.max(most, ref), 0) + 1);
  for (const ref of refs) wanted[ref] = 1;
  return wanted;
}

class BlockFile implements Disposable {
  readonly #file: number;
  readonly #bytes = new Uint8Array(HEAD_BYTES + BLOCK_SAMPLES * SAMPLE_BYTES);
  readonly #block = blockIn(this.#bytes);
  #length = 0;

  constructor(path: string) {
    this.#file = openSync(path, "wx", 0o600);
  }

  add(ref: number, time: number, value: number, status: number): void {
    const { refs, times, values, statuses } = this.#block;
    const at = this.#length++;
    refs[at] = ref;
    times[at] = time;
    values[at] = value;
    statuses[at] = status;
    if (this.#length === BLOCK_SAMPLES) this.flush();
  }

  /** A block is always of full size: its first bytes tell how many samples count. */
  flush(): void {
    if (this.#length === 0) return;
    new Float64Array(this.#bytes.buffer, 0, 1)[0] = this.#length;
    for (let done = 0; done < this.#bytes.length; )
      done += writeSync(this.#file, this.#bytes, done, this.#bytes.length - done);
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
