import { open } from "node:fs/promises";
import { BYTE_ORDER_MARK } from "../../contracts/csv.ts";
import { rawPages } from "../../contracts/path/raw-pages.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type CsvOptions, SampleCsv } from "../../contracts/path/sample-csv.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { placeFileSync } from "../../store/move-path.ts";
import { LocalHistorian } from "../embedded/local-historian.ts";
import type { Store } from "../embedded/store.ts";
import { partOf } from "./record.ts";

export interface TablePlan {
  readonly from: Micros;
  readonly to: Micros;
  readonly path: string;
  readonly tags: readonly Tag[];
  readonly labelOf: (tag: Tag) => string;
  readonly options: CsvOptions;
  readonly hasMark: boolean;
}

/** Writes samples of a range as a table for spreadsheets. Returns the number of rows. */
export async function exportTable(
  store: Store,
  { tags, labelOf, options, hasMark, path, ...range }: TablePlan,
): Promise<number> {
  const historian = new LocalHistorian(store);
  const csv = new SampleCsv(options);
  const half = partOf(path);
  let rows = 0;
  {
    await using file = await open(half, "w");
    await file.write((hasMark ? BYTE_ORDER_MARK : "") + csv.head());
    for await (const { tag, samples } of rawPages(historian, tags, range)) {
      await file.write(csv.rows(tag, labelOf(tag), samples));
      rows += samples.times.length;
    }
    await file.sync();
  }
  placeFileSync(half, path);
  return rows;
}
