/** What an alert shows about its asset, as far as causes on the plant's graph go (rule FL3). */
import type { AlertKind } from "../../contracts/alerts/alert.ts";
import { MEDIA, type Medium } from "../../contracts/plant/media.ts";
import type { LocalizedText, Tag } from "../../contracts/plant/tag.ts";

/** A machine or a part of it has stopped; where the words say so, what gave way. */
export type Stop = "stop" | "drive-fault" | "clamp-fault" | "overheat";

/**
 * A medium: its supply is not as it should be. `temperature`, `process`: a value without a known medium. `own`: a
 * matter of the asset alone, such as a worn tool. `unknown`: the words say nothing.
 */
export type Symptom =
  | Medium
  | Stop
  | "emergency-stop"
  | "protective-stop"
  | "starved"
  | "blocked"
  | "silence"
  | "temperature"
  | "process"
  | "own"
  | "unknown";

export interface SymptomFacts {
  readonly rule: string;
  readonly kind: AlertKind;
  readonly tag: Pick<Tag, "component" | "signal" | "unit" | "role"> | undefined;
  readonly message: LocalizedText;
  /** Media that the asset measures or supplies. */
  readonly carries: ReadonlySet<Medium>;
}

/** Words of a supply's tags; also evidence that an asset uses the medium. */
const MEDIUM_WORDS: Readonly<Record<Medium, RegExp>> = {
  electricity: /(under|over)-?voltage|\bvoltage|mains|\bphase|power-(fail|loss|sag|dip)|电压|失电|断电|掉电|缺相|晃电/,
  water: /fresh-?water|tap-?water|自来水|工业水/,
  "natural-gas": /natural-?gas|burner-gas|gas-pressure|燃气|天然气/,
  "compressed-air": /pneumatic|compressed-?air|\bair-(pressure|supply|bearing)|气压|气动|气源|压缩空气/,
  "chilled-water": /chilled|cooling-?water|冷冻水|冷却水/,
  steam: /\bsteam|蒸汽/,
  nitrogen: /nitrogen|氮气/,
  oxygen: /oxygen|氧气/,
  argon: /argon|氩气/,
  hydrogen: /hydrogen|氢气/,
  "carbon-dioxide": /carbon-?dioxide|\bco2\b|二氧化碳/,
};

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join("|"));
}

/** First match wins: a stop by hand before a fault, what the asset wears out by itself before what it measures. */
const WORDS: readonly (readonly [Symptom, RegExp])[] = [
  ["emergency-stop", /emergency|\be-?stop\b|急停/],
  ["protective-stop", /protective-stop|safety-stop|guard|保护性停止|安全停止|防护门/],
  ["silence", /^(link-stale|source-lost|peer-lost|sources-lost)\b|offline|communication|通信|通讯|离线/],
  ["starved", /starv|no-(part|material|piece)|wait-?(ing)?-?(for-)?(part|material|piece)|缺料|待料/],
  ["blocked", /\bblocked|outfeed-full|buffer-full|exit-full|堵料|满料|下游阻塞/],
  [
    "own",
    anyOf(
      /\btool|wear|life|filter|pressure-drop|battery|vibration|level|leak|dew-point|刀具|磨损|振动|液位|滤/,
      /quality|\bspc\b|\bstock|certificate|^edge\/|localization|field|separation|zone-/,
    ),
  ],
];

const LATER_WORDS: readonly (readonly [Symptom, RegExp])[] = [
  [
    "clamp-fault",
    anyOf(
      /(clamp|chuck|grip|vacuum|cylinder)\S*(fault|fail|trip|alarm|lost)/,
      /(夹紧|夹具|卡盘|抓手|真空|气缸)\S*(故障|报警|异常)/,
    ),
  ],
  ["overheat", /overheat|over-?temp|thermal|overload|过热|超温|过载/],
  ["drive-fault", /drive|servo|inverter|over-?current|axis-(fault|error)|驱动|伺服|变频|过流/],
  ["stop", /stop|fault|fail|trip|\bjam|stuck|not-ready|停机|故障|跳闸|卡滞/],
  ["temperature", /temperature|温度/],
  ["process", /pressure|flow|speed|torque|current|humidity|load|压力|流量|转速|负荷/],
];

/** Units in which the state of a supply is measured. */
const UNITS_OF: Partial<Record<Medium, RegExp>> = {
  electricity: /^(V|kV|A|Hz|kW|kVA)$/,
  "chilled-water": /^(Cel|K|bar|kPa|m3\/h|L\/min)$/,
};
const PRESSURE_OR_FLOW = /^(bar|mbar|kPa|MPa|Pa|m3\/h|L\/min|t\/h|kg\/h)$/;

export function symptomOf({ rule, kind, tag, message, carries }: SymptomFacts): Symptom {
  if (kind === "prediction" || kind === "anomaly") return "own";
  const named = wordsOf(
    `${rule} ${tag?.component ?? ""} ${tag?.component ?? ""}-${tag?.signal ?? ""} ${tag?.role ?? ""}`,
  );
  const found = symptomIn(named, { tag, carries });
  // Of safety alerts only stops take part: nobody looks for a person near a robot below a failed supply.
  if (kind === "safety" && found !== "emergency-stop" && found !== "protective-stop") return "own";
  return found === "unknown" ? symptomIn(wordsOf(`${message.en} ${message.zh}`), { tag, carries }) : found;
}

/** Medium whose supply the words name. */
export function mediumIn(words: string): Medium | undefined {
  return MEDIA.find((medium) => MEDIUM_WORDS[medium].test(words));
}

function symptomIn(words: string, { tag, carries }: Pick<SymptomFacts, "tag" | "carries">): Symptom {
  const first = WORDS.find(([, pattern]) => pattern.test(words))?.[0];
  if (first !== undefined) return first;
  const medium = mediumIn(words);
  if (medium !== undefined) return medium;
  const unit = tag?.unit;
  const carried =
    unit === undefined ? undefined : [...carries].find((one) => (UNITS_OF[one] ?? PRESSURE_OR_FLOW).test(unit));
  if (carried !== undefined) return carried;
  return LATER_WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? (unit === undefined ? "unknown" : "process");
}

export function isStop(symptom: Symptom): symptom is Stop {
  return symptom === "stop" || symptom === "drive-fault" || symptom === "clamp-fault" || symptom === "overheat";
}

/** In lower case, with hyphens between words, also those of `CamelCase`. */
export function wordsOf(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[\s_]+/g, "-");
}
