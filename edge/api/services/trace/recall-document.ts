/** A recall on paper, as the renderers of reports take it. Pure functions. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Site } from "../../../contracts/plant/plant.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { Recall, RecallPiece, RecallQuestion } from "../../../contracts/production/recall.ts";
import type { ReportCell, ReportDocument, ReportSection, ReportTable } from "../../../contracts/reports/document.ts";
import type { Language } from "../../../contracts/words/language.ts";
import { numberText } from "../../../contracts/words/number-text.ts";
import { momentText } from "../../../contracts/words/time-text.ts";
import type { RecallRecord } from "./recall-record.ts";

export interface RecallPaper {
  readonly site: Pick<Site, "name" | "timeZone">;
  readonly simulated: boolean;
  readonly isCurrent: boolean;
  readonly language: Language;
  readonly madeAt: Micros;
  readonly record: RecallRecord;
}

/** Names of the columns of a table, and the other words of a recall on paper. */
export const RECALL_WORDS = {
  title: { en: "Recall simulation", zh: "召回演练" },
  question: { en: "Pieces with all of", zh: "同时符合以下条件的工件" },
  piece: { en: "Piece", zh: "工件" },
  pieces: { en: "Pieces", zh: "件数" },
  state: { en: "State", zh: "状态" },
  inside: { en: "in the plant", zh: "在厂内" },
  shipped: { en: "Shipped", zh: "发运时间" },
  "shipped-count": { en: "shipped", zh: "已发运" },
  scrapped: { en: "scrapped", zh: "已报废" },
  place: { en: "Place", zh: "位置" },
  slot: { en: "Slot", zh: "货位" },
  carrier: { en: "Pallet", zh: "托盘" },
  order: { en: "Order", zh: "订单" },
  orders: { en: "Orders", zh: "订单" },
  customer: { en: "Customer", zh: "客户" },
  customers: { en: "Customers", zh: "客户" },
  lot: { en: "Lot", zh: "批次" },
  lots: { en: "Lots", zh: "批次" },
  supplier: { en: "Supplier", zh: "供应商" },
  machine: { en: "Machine", zh: "设备" },
  program: { en: "Program", zh: "程序" },
  fixture: { en: "Fixture", zh: "夹具" },
  tool: { en: "Tool", zh: "刀具" },
  from: { en: "From", zh: "自" },
  to: { en: "To", zh: "至" },
  shipment: { en: "Shipment", zh: "发运批次" },
  shipments: { en: "Shipments", zh: "发运批次" },
  "pieces-inside": { en: "Pieces in the plant, with their places", zh: "厂内工件及其位置" },
  result: { en: "Result", zh: "结果" },
  total: { en: "Pieces in all", zh: "工件总数" },
  "no-customer": { en: "Shipped without a known customer", zh: "已发运但客户未知" },
  transit: { en: "in transit", zh: "转运中" },
  unknown: { en: "unknown", zh: "未知" },
  none: { en: "none", zh: "无" },
  more: {
    en: "There are more than the listed ones; the table (CSV, XLSX) has all.",
    zh: "仅列出一部分，完整内容见表格（CSV、XLSX）。",
  },
  "errs-more": {
    en: "A recall errs towards more pieces: where times are not known exactly, a piece counts.",
    zh: "召回宁多勿漏：时间无法确定时，工件计入。",
  },
  unresolved: {
    en: "Pieces that were counted without a closer look; there may be fewer, never more",
    zh: "未逐件核对即计入的工件（实际只会更少）",
  },
  simulated: { en: "SIMULATED: this plant, or a part of it, is simulated.", zh: "仿真：本工厂（或其一部分）为仿真。" },
  late: {
    en: "The record is catching up with the log; this is an earlier state.",
    zh: "记录正在追赶日志，内容为较早时间的状态。",
  },
  record: { en: "Entry of the audit log", zh: "审计日志条目" },
  "no-record": {
    en: "NOT ON RECORD: the disk took no entry of the audit log.",
    zh: "未记录：磁盘无法写入审计日志。",
  },
  hash: { en: "SHA-256 of the listed pieces", zh: "所列工件的 SHA-256" },
  "made-at": { en: "Asked", zh: "查询时间" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

type Word = keyof typeof RECALL_WORDS;

const ASKED = ["lot", "supplier", "order", "machine", "program", "fixture", "tool"] as const;

export function recallDocument(recall: Recall, question: RecallQuestion, paper: RecallPaper): ReportDocument {
  const { site, language, madeAt } = paper;
  const words = wordsFor(language, site.timeZone);
  const { say, time } = words;
  return {
    kind: "recall",
    language,
    title: say("title"),
    site: site.name[language],
    from: question.from ?? madeAt,
    to: question.to ?? madeAt,
    madeAt,
    spanText: `${say("question")}: ${askedText(question, words)}`,
    madeText: `${say("made-at")} ${time(madeAt)} (${site.timeZone})`,
    notes: [
      ...(paper.simulated ? [say("simulated")] : []),
      ...(paper.isCurrent ? [] : [say("late")]),
      ...(recall.unresolved > 0 ? [`${say("unresolved")}: ${words.count(recall.unresolved)}`] : []),
      say("errs-more"),
      paper.record.entry === null ? say("no-record") : `${say("record")}: ${paper.record.entry}`,
      `${say("hash")}: ${paper.record.hash}`,
    ],
    sections: sectionsOf(recall, words),
    definitions: [],
    definitionsTitle: "",
    footer: `${say("title")} · ${askedText(question, words)}`,
  };
}

type Words = ReturnType<typeof wordsFor>;

function wordsFor(language: Language, timeZone: string) {
  return {
    say: (word: Word): string => RECALL_WORDS[word][language],
    count: (value: number): string => numberText(value, language),
    time: (at: Micros | null): string =>
      at === null ? RECALL_WORDS.unknown[language] : momentText(at / 1000, timeZone, true),
  };
}

function askedText(question: RecallQuestion, { say, time }: Words): string {
  const names = ASKED.flatMap((one) => (question[one] === undefined ? [] : [`${say(one)} ${question[one]}`]));
  const times = (["from", "to"] as const).flatMap((end) =>
    question[end] === undefined ? [] : [`${say(end)} ${time(question[end])}`],
  );
  return [...names, ...times].join(" · ");
}

function sectionsOf(recall: Recall, words: Words): ReportSection[] {
  const { say, time } = words;
  const number = (value: number): ReportCell => ({ text: words.count(value), value });
  const { customers, orders, lots, shipments, pieces, counts } = recall;
  const inside = pieces.filter(({ state }) => state === "inside");
  const table = (title: Word, all: number, columns: readonly Word[], rows: ReportCell[][]): ReportSection => ({
    title: `${say(title)} (${words.count(all)})`,
    blocks: [
      tableOf(columns, rows, words),
      ...(all > rows.length ? [{ kind: "note", text: say("more") } as const] : []),
    ],
  });
  return [
    { title: say("result"), blocks: [tableOf([], resultRows(recall, words), words)] },
    table(
      "customers",
      counts.customers,
      ["customer", "pieces"],
      customers.map(({ name, pieces: n }) => [{ text: name }, number(n)]),
    ),
    table(
      "shipments",
      counts.shipments,
      ["shipment", "shipped", "customers", "orders", "pieces"],
      shipments.map((one) => [
        { text: one.name },
        { text: time(one.time) },
        { text: one.customers.join(", ") || say("unknown") },
        { text: one.orders.join(" ") },
        number(one.pieces),
      ]),
    ),
    table(
      "orders",
      counts.orders,
      ["order", "customer", "pieces"],
      orders.map(({ name, customer, pieces: n }) => [{ text: name }, { text: customer ?? say("unknown") }, number(n)]),
    ),
    table(
      "lots",
      counts.lots,
      ["lot", "supplier", "pieces"],
      lots.map(({ name, supplier, pieces: n }) => [{ text: name }, { text: supplier || say("unknown") }, number(n)]),
    ),
    table("pieces-inside", recall.inside, ["piece", "place", "carrier", "order", "lot"], inside.map(pieceRow(words))),
  ];
}

function resultRows(recall: Recall, { say, count }: Words): ReportCell[][] {
  const facts: [Word, number][] = [
    ["total", recall.total],
    ["inside", recall.inside],
    ["shipped-count", recall.shipped],
    ["scrapped", recall.scrapped],
    ["no-customer", recall.withoutCustomer],
  ];
  return facts.map(([word, value]) => [{ text: say(word) }, { text: count(value), value }]);
}

function pieceRow({ say }: Words): (piece: RecallPiece) => ReportCell[] {
  return ({ piece, place, slot, carrier, order, lot }) => [
    { text: piece },
    { text: place === null ? say("transit") : slot === null ? place : `${place}:${slot}` },
    { text: carrier ?? "" },
    { text: order ?? "" },
    { text: lot ?? "" },
  ];
}

/** Without names of columns: two of facts. */
function tableOf(columns: readonly Word[], rows: ReportCell[][], { say }: Words): ReportTable {
  const heads = columns.map((word) => ({
    name: say(word),
    ...(word === "pieces" ? { isNumber: true as const } : {}),
  }));
  return {
    kind: "table",
    columns: columns.length === 0 ? [{ name: "" }, { name: "" }] : heads,
    rows,
    empty: say("none"),
  };
}
