import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { recallDocument } from "../../../edge/api/services/trace/recall-document.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { MaterialStore } from "../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../edge/production/material/material-twin.ts";
import { recallOf } from "../../../edge/production/material/recall.ts";
import { render } from "../../../edge/reports/maker.ts";
import { readXlsx } from "../../../edge/tables/xlsx-reader.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { lifeOf, NO_PLACES } from "../production/material/life.ts";

let dir: string;
let store: MaterialStore;
let twin: MaterialTwin;
let app: Api;
let journal: MemoryJournal;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-recall-"));
  store = new MaterialStore(join(dir, "material.db"), pino({ level: "silent" }));
  twin = new MaterialTwin(NO_PLACES, store);
  for (const event of lifeOf(["PC-1", "PC-2"])) twin.take(event);
  twin.take({ kind: "order.changed", time: 1, receivedAt: 1, clock: "erp", order: "ORD-1", customer: "=cmd()" });
  twin.write({ position: 1, time: Number.NaN });
  const recall = (question: Parameters<typeof recallOf>[1], limit: number) =>
    recallOf({ twin, store }, question, limit);
  journal = new MemoryJournal();
  app = buildApi(fakeEdge({ recalls: { isCurrent: true, recall }, reports: { render } as never, journal }).deps);
});
afterAll(async () => {
  await app.close();
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const post = (payload: object, url = "/api/v1/trace/recall") => app.inject({ method: "POST", url, payload });

it("[TC4] names customers, orders, shipments and pieces of a lot through a machine", async () => {
  const question = { lot: "LOT-1", machine: "CNC-101", from: "2026-03-02T00:03:00Z", to: "2026-03-02T00:03:30Z" };
  const response = await post(question);
  expect(response.statusCode, response.body).toBe(200);
  expect(response.json()).toMatchObject({
    isCurrent: true,
    simulated: true,
    total: 1,
    shipped: 1,
    customers: [{ name: "=cmd()", pieces: 1 }],
    orders: [{ name: "ORD-1", customer: "=cmd()" }],
    lots: [{ name: "LOT-1", supplier: "S-02" }],
    shipments: [{ name: "SH-1", time: "2026-03-02T00:08:20.000000Z", customers: ["=cmd()"] }],
    pieces: [{ piece: "PC-1", state: "shipped", place: null }],
    hasMore: false,
  });
  expect((await post({ supplier: "S-02", machine: "CNC-101" })).json()).toMatchObject({ total: 2 });
});

it("[TC8] gives all pieces as a table that no spreadsheet runs", async () => {
  const response = await post({ lot: "LOT-1" }, "/api/v1/trace/recall.csv");
  expect([response.statusCode, response.headers["content-type"]]).toEqual([200, expect.stringContaining("text/csv")]);
  const [head, first] = response.body.split("\r\n");
  expect(head).toContain("piece,state,place,slot,carrier,order,customer,lot,supplier,shipment,shipped");
  expect(first).toContain(`"'=cmd()","LOT-1","S-02","SH-1","2026-03-02T00:08:20.000000Z"`);
});

it("[TC28] is on record with question, counts and hash, and answer and files name the entry", async () => {
  const since = journal.entries.length;
  const asked = { lot: "LOT-1", from: "2026-03-02T00:00:00Z" };
  const { record } = (await post(asked)).json();
  const csv = await post(asked, "/api/v1/trace/recall.csv");
  const [, ...rows] = csv.body.trim().split("\r\n");
  const names = rows.map((row) => `${(row.split(",")[0] ?? "").replaceAll('"', "")}\n`).join("");
  expect(createHash("sha256").update(names).digest("hex")).toBe(record.hash);
  const forms = [csv, await post(asked, "/api/v1/trace/recall.xlsx"), await post(asked, "/api/v1/trace/recall.pdf")];
  const entries = journal.entries.slice(since);
  const question = { lot: "LOT-1", from: Date.UTC(2026, 2, 2) * 1000 };
  const after = { question, total: 2, shipped: 2, listed: 2, hash: record.hash };
  expect(entries).toMatchObject(
    ["screen", "csv", "xlsx", "pdf"].map((as) => ({ action: "recall", result: "done", after: { ...after, as } })),
  );
  expect(record.entry).toBe(entries[0]?.seq);
  expect(forms.map(({ headers }) => headers["content-disposition"])).toEqual(
    ["csv", "xlsx", "pdf"].map((form, at) => expect.stringContaining(`gemba-recall-${entries[at + 1]?.seq}.${form}"`)),
  );
  expect(rows.every((row) => row.endsWith(`,${entries[1]?.seq}`) || row.endsWith(`"${entries[1]?.seq}"`))).toBe(true);
  await post({}); // refused, and not recorded
  expect(journal.entries).toHaveLength(since + 4);
});

it("[TC28] a recall is answered although the disk takes no entry, and says that it is not on record", async () => {
  const keep = journal.record;
  journal.record = () => Promise.reject(new EdgeError("disk", "full"));
  expect((await post({ lot: "LOT-1" })).json()).toMatchObject({ total: 2, record: { entry: null } });
  const { headers } = await post({ lot: "LOT-1" }, "/api/v1/trace/recall.pdf");
  expect(headers["content-disposition"]).toContain('"gemba-recall.pdf"');
  journal.record = keep;
});

it("[TC22] gives the same pieces as a workbook and on paper, in both languages", async () => {
  for (const [lang, head] of [
    ["zh", "客户"],
    ["en", "Customer"],
  ] as const) {
    const book = await post({ lot: "LOT-1", lang }, "/api/v1/trace/recall.xlsx");
    expect([book.statusCode, book.headers["content-type"]]).toEqual([200, expect.stringContaining("spreadsheetml")]);
    const rows = readXlsx(book.rawPayload, { rows: 10, columns: 20, bytes: 1e6 });
    const texts = JSON.stringify(rows.map(({ cells }) => [...cells.values()]));
    for (const said of [head, "PC-1", "PC-2", "=cmd()", "LOT-1", "SH-1"]) expect(texts).toContain(said);
    const paper = await post({ lot: "LOT-1", lang }, "/api/v1/trace/recall.pdf");
    expect([paper.statusCode, paper.headers["content-type"]]).toEqual([200, "application/pdf"]);
    expect(paper.rawPayload.subarray(0, 5).toString()).toBe("%PDF-");
  }
  expect((await post({}, "/api/v1/trace/recall.pdf")).statusCode).toBe(400);
});

it("[TC22] a recall on paper says what was asked, what is doubtful, and which list is cut", () => {
  const recall = recallOf({ twin, store }, { lot: "LOT-1" }, 10);
  const site = { name: { zh: "一厂", en: "Plant 1" }, timeZone: "Asia/Shanghai" };
  const paper = {
    site,
    simulated: true,
    isCurrent: false,
    language: "en",
    madeAt: Date.UTC(2026, 2, 2) * 1000,
    record: { entry: 7, hash: "ab" },
  } as const;
  const question = { lot: "LOT-1", machine: "CNC-101", from: Date.UTC(2026, 2, 1) * 1000 };
  const document = recallDocument({ ...recall, unresolved: 3 }, question, paper);
  expect(document.spanText).toBe("Pieces with all of: Lot LOT-1 · Machine CNC-101 · From 2026-03-01 08:00:00");
  expect(document.notes).toEqual([
    expect.stringContaining("SIMULATED"),
    expect.stringContaining("catching up"),
    expect.stringMatching(/without a closer look.*: 3$/),
    expect.stringContaining("errs towards more"),
    "Entry of the audit log: 7",
    "SHA-256 of the listed pieces: ab",
  ]);
  expect(document.sections.map(({ title }) => title)).toEqual([
    "Result",
    "Customers (1)",
    "Shipments (1)",
    "Orders (1)",
    "Lots (1)",
    "Pieces in the plant, with their places (0)",
  ]);
  const cut = recallDocument({ ...recall, counts: { ...recall.counts, customers: 7000 } }, question, paper);
  expect(cut.sections[1]).toMatchObject({
    title: expect.stringMatching(/^Customers \(7.000\)$/),
    blocks: [{}, { kind: "note" }],
  });
});

it.each([
  [{}, "at least one of"],
  [{ lot: "" }, "lot"],
  [{ lot: "L".repeat(129) }, "lot"],
  [{ lot: "L", colour: "red" }, "colour"],
  [{ lot: "L", limit: 2001 }, "limit"],
  [{ lot: "L", from: "yesterday" }, "from is not a time"],
  [{ lot: "L", from: "now", to: "-1h" }, "`from` is later"],
  [{ lot: "L", tool: "1" }, "tools are numbered by machine"],
])("[TC7] refuses %j", async (question, detail) => {
  const response = await post(question);
  expect([response.statusCode, response.json().detail]).toEqual([400, expect.stringContaining(detail)]);
});

it("[TC7] an edge without a record of pieces says so", async () => {
  const without = buildApi(fakeEdge().deps);
  const payload = { lot: "L" };
  expect((await without.inject({ method: "POST", url: "/api/v1/trace/recall", payload })).statusCode).toBe(503);
  await without.close();
});
