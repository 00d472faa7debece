import { textCell } from "../csv.ts";
import type { Tag } from "../plant/tag.ts";
import { unitSymbol } from "../plant/unit-symbol.ts";
import type { Micros } from "./sample-batch.ts";
import { localTextOf } from "./written-time.ts";

export const CSV_LANGUAGES = ["zh", "en"] as const;
type CsvLanguage = (typeof CSV_LANGUAGES)[number];

export const CSV_SEPARATORS = { comma: ",", semicolon: ";" } as const;
export type CsvSeparator = keyof typeof CSV_SEPARATORS;

const HEADS = {
  zh: ["设备", "标签", "名称", "单位", "本地时间", "UTC 时间", "数值", "文本", "质量"],
  en: ["Asset", "Tag", "Name", "Unit", "Local time", "UTC", "Value", "Text", "Status"],
} as const;
const STATUSES = { zh: ["良好", "不确定", "坏", "坏"], en: ["good", "uncertain", "bad", "bad"] } as const;
const BOOLEANS = { zh: ["否", "是"], en: ["no", "yes"] } as const;
const CUT = {
  zh: (rows: number) => `已达 ${rows} 行上限，请缩短时间范围`,
  en: (rows: number) => `cut off at ${rows} rows; take a shorter range`,
} as const;

export interface CsvOptions {
  readonly language: CsvLanguage;
  readonly timeZone: string;
  readonly separator: CsvSeparator;
}

/** Samples of one tag from a historian. */
export interface RawColumns {
  readonly times: readonly Micros[];
  readonly values: readonly (number | null)[];
  readonly texts: readonly (string | null)[];
  readonly statuses: readonly number[];
}

/** Samples as a table that spreadsheets open correctly: one row per sample, with name, unit, local time and UTC. */
export class SampleCsv {
  readonly #options: CsvOptions;
  readonly #comma: string;
  readonly #localText: (time: Micros) => string;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#comma = CSV_SEPARATORS[options.separator];
    this.#localText = localTextOf(options.timeZone);
  }

  /** The first line. It names the time zone. */
  head(): string {
    const { language, timeZone } = this.#options;
    const cells = HEADS[language].map((name, column) => textCell(column === 4 ? `${name} (${timeZone})` : name));
    return `${cells.join(this.#comma)}\r\n`;
  }

  rows(tag: Tag, assetLabel: string, { times, values, texts, statuses }: RawColumns): string {
    const { language } = this.#options;
    const about = [assetLabel, tag.tagUid, tag.name[language], unitSymbol(tag.unit)].map(textCell).join(this.#comma);
    let rows = "";
    for (const [i, time] of times.entries()) {
      const value = values[i] ?? null;
      const text = texts[i] ?? this.#wordOf(tag, value);
      const status = STATUSES[language][(statuses[i] as number) >>> 30] as string;
      // Spreadsheets parse a time with a blank and three decimals; numbers have no quotes, so that they stay numbers.
      const utc = new Date(Math.floor(time / 1000)).toISOString();
      const cells = [
        about,
        this.#localText(time),
        utc,
        value === null ? "" : String(value),
        text === undefined ? "" : textCell(text),
        status,
      ];
      rows += `${cells.join(this.#comma)}\r\n`;
    }
    return rows;
  }

  /** The last line of a table that was cut off. */
  cut(rows: number): string {
    return `${textCell(CUT[this.#options.language](rows))}\r\n`;
  }

  #wordOf({ type, labels }: Tag, value: number | null): string | undefined {
    if (value === null || type === "number") return undefined;
    const label = labels?.find((one) => one.value === value);
    if (label !== undefined) return label[this.#options.language];
    return type === "boolean" ? BOOLEANS[this.#options.language][value === 0 ? 0 : 1] : undefined;
  }
}
