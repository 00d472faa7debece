/** The closed loop of a defect over the API, with the book of causes and the book of work items themselves. */
import { expect, it } from "vitest";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { CostReader } from "../../../edge/contracts/quality/costs.ts";
import type { PassportMaker } from "../../../edge/contracts/trace/passport.ts";
import type { Signature, SignatureBook } from "../../../edge/contracts/trace/signature.ts";
import { hashOf } from "../../../edge/passport/seal.ts";
import type { CauseBook } from "../../../edge/quality/causes/cause-book.ts";
import { dispositionEvent } from "../../../edge/quality/causes/dispositions.ts";
import { PASSWORD } from "../../fakes/access/accounts.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { CAUSE_PLANT, causeBook, looked, passed, tell, uidOf, worked } from "../quality/causes/made.ts";
import { at } from "../quality/measured.ts";
import { WorkApi } from "./routes/work/work-api.ts";

const KEY = "OP60 blemishes high";
let book: CauseBook;
let now = 0;
const api = new WorkApi(partsOf);

/** Scrap of 300 at the camera. */
const SUMS = {
  good: 1,
  scrapped: 1,
  reworked: 0,
  inspected: 0,
  made: 0,
  scrap: 250,
  rework: 50,
  inspection: 9,
  value: 0,
};
const costs: CostReader = {
  isCurrent: true,
  costs: () => ({
    rows: [{ name: "OP60", title: null, ...SUMS }],
    total: SUMS,
    untimed: 0,
    unrated: 0,
    since: null,
  }),
};

/** Signatures in memory. */
const signed: Signature[] = [];
const signatures: SignatureBook = {
  meanings: [{ id: "reviewed", name: { zh: "已审核", en: "reviewed" }, least: "operator" }],
  of: ({ kind, id }) => signed.filter((one) => one.kind === kind && one.id === id),
  add: (signature) => Promise.resolve(void signed.push(signature)),
};

function partsOf(): Partial<ApiDeps> {
  book = causeBook();
  tell(book, 160, 100);
  now = at(9_800);
  const { plant } = fakeEdge().deps;
  return {
    plant: { ...plant, assets: CAUSE_PLANT.assets },
    now: () => now,
    costs,
    signatures,
    passports: { hashOf } as PassportMaker,
    causes: { isCurrent: true, ...book.answers },
    loop: {
      ...book.answers,
      dispose: (asked) => {
        book.answers.checkPieces(asked);
        const disposition = { ...asked, at: now };
        book.take(dispositionEvent(disposition));
        return Promise.resolve(disposition);
      },
    },
  };
}

const opened = (as: string, body: object = {}) =>
  api.post(as, "/api/v1/quality/cases", { key: KEY, cause: 0, ...body });
const dispose = (as: string, what: string, pieces = ["PC-157"]) =>
  api.post(as, "/api/v1/quality/dispositions", { key: KEY, pieces, what, reason: "tool 9 is worn" });
const loop = async () => (await api.get("vera", "/api/v1/quality/loop")).body["entries"] as Record<string, unknown>[];

/** Twenty pieces of each machine in turn, all good. */
function repaired(from: number): void {
  for (let n = 0; n < 80; n++) {
    book.take(worked(`PR-${from}-${n}`, from + 60 * n, { place: n % 2 === 0 ? "CNC-201" : "CNC-202" }));
    book.take(looked(`PR-${from}-${n}`, from + 60 * n + 20, 0));
  }
  passed(book, from, from + 60 * 80 + 10);
  now = at(from + 60 * 80 + 20);
}

async function finished(uid: string): Promise<void> {
  const due = new Date(now / 1000 + 86_400_000).toISOString();
  await api.act("mia", uid, { kind: "plan", assignee: "otto", due, grade: 2 });
  await api.act("otto", uid, { kind: "start" });
  now += 600e6;
  expect(await api.act("otto", uid, { kind: "finish", done: "tool 9 replaced" })).toMatchObject({ status: 200 });
}

it("[RC25] [RC26] [RC27] [RC28] goes from the defect to the closed case, and a recurrence names it", async () => {
  expect(await loop()).toMatchObject([
    { key: KEY, step: "cause", bad: 15, judged: 160, uncontained: 0, work: null, effect: null, hasGroup: true },
  ]);
  book.take(worked("PC-900", 9_700, { place: "CNC-202" }));
  passed(book, 9_700, 9_710);
  expect(await loop()).toMatchObject([{ step: "containment", uncontained: 1 }]);

  expect(await opened("vera")).toMatchObject({ status: 403 });
  const first = await opened("otto");
  expect(first).toMatchObject({
    status: 201,
    body: {
      kind: "corrective-action",
      assetUid: uidOf("CNC-202"),
      title: {
        en: "OP60 Vision inspection Blemishes too large: OP20 Milling machine CNC-202 (Machining centre 202)",
        zh: "OP60 视觉检测 外观缺陷 偏大：OP20 铣削 设备 CNC-202（加工中心 202）",
      },
      cause: null,
    },
  });
  const uid = String(first.body["itemUid"]);
  expect(await opened("mia")).toMatchObject({ status: 200, body: { itemUid: uid } });
  const [reported] = await loop();
  expect(reported).toMatchObject({ step: "cause", work: { itemUid: uid, state: "reported" }, effect: null });
  const wanted = Number(reported?.["pieces"]);
  expect(wanted).toBeGreaterThanOrEqual(30);

  await finished(uid);
  expect(await loop()).toMatchObject([{ step: "check", effect: { verdict: "pending", before: { bad: 15 } } }]);
  // The person who finished it does not close it, nor does anybody without a reason while the effect is not known.
  expect(await api.act("mia", uid, { kind: "verify" })).toMatchObject({
    status: 400,
    body: { cause: { code: "quality-case-note" } },
  });
  repaired(10_500);
  expect(await api.act("otto", uid, { kind: "verify" })).toMatchObject({ status: 403 });
  const [checked] = await loop();
  expect(checked).toMatchObject({ effect: { verdict: "effective", after: { bad: 0, pieces: wanted } } });
  expect(await api.act("mia", uid, { kind: "verify" })).toMatchObject({ status: 200, body: { state: "closed" } });
  const proof = api.book.find(uid)?.acts.at(-1)?.effect;
  expect(proof).toMatchObject({ verdict: "effective", before: { bad: 15 }, after: { bad: 0, pieces: wanted } });
  expect(await loop()).toMatchObject([{ step: "closed", effect: { verdict: "effective" }, work: { itemUid: uid } }]);

  for (let n = 0; n < 12; n++) {
    const second = 16_000 + 60 * n;
    book.take(worked(`PB-${n}`, second, { place: "CNC-202" }));
    book.take(looked(`PB-${n}`, second + 20, 4));
    passed(book, second, second + 59);
  }
  now = at(17_000);
  const again = (await loop()).find(({ work }) => work === null);
  expect(again).toMatchObject({ key: KEY, recursOf: uid });
  expect(await opened("mia")).toMatchObject({ status: 201, body: { cause: uid, causeKind: "work-item" } });
});

it("[RC27] a case closes without a shown effect only with a reason", async () => {
  const uid = String((await opened("otto", { pieces: 20 })).body["itemUid"]);
  await finished(uid);
  expect(await api.act("mia", uid, { kind: "verify", note: "  " })).toMatchObject({ status: 400 });
  expect(await api.act("mia", uid, { kind: "verify", note: "machine is scrapped" })).toMatchObject({ status: 200 });
  expect(api.book.find(uid)?.acts.at(-1)).toMatchObject({
    note: "machine is scrapped",
    effect: { verdict: "pending" },
  });
});

it("[RC29] a closed case is signed, an open one is not", async () => {
  const uid = String((await opened("otto", { pieces: 20 })).body["itemUid"]);
  const list = () => api.get("mia", `/api/v1/signatures?kind=case&id=${uid}`);
  expect(await list()).toMatchObject({ status: 404, body: { cause: { code: "quality-case-open" } } });
  await finished(uid);
  await api.act("mia", uid, { kind: "verify", note: "machine is scrapped" });
  const { hash } = (await list()).body;
  const signature = { kind: "case", id: uid, meaning: "reviewed", reason: "closed in the review", password: PASSWORD };
  expect(await api.post("mia", "/api/v1/signatures", { ...signature, hash })).toMatchObject({ status: 200 });
  expect((await list()).body).toMatchObject({ hash, signatures: [{ user: "mia", isOfPresent: true }] });
});

it("[RC25] another cause needs words, and what is not there is refused", async () => {
  expect(await opened("otto", { cause: null })).toMatchObject({
    status: 400,
    body: { cause: { code: "quality-case-title" } },
  });
  expect(await opened("otto", { cause: 9 })).toMatchObject({ status: 404 });
  expect(await opened("otto", { key: "OP1 x" })).toMatchObject({ status: 404 });
  const other = await opened("otto", { cause: null, title: "wrong coolant" });
  expect(other).toMatchObject({
    status: 201,
    body: { assetUid: uidOf("VIS-01"), title: { en: "OP60 Vision inspection Blemishes too large: wrong coolant" } },
  });
  const uid = String(other.body["itemUid"]);
  const listed = `/api/v1/quality/containment?key=${encodeURIComponent(KEY)}&case=${uid}`;
  expect(await api.get("vera", listed)).toMatchObject({
    status: 404,
    body: { cause: { code: "quality-case-unknown" } },
  });
});

it("[RC23] an operator holds pieces, a maintainer releases them, and both are on record", async () => {
  expect(await dispose("vera", "hold")).toMatchObject({ status: 403 });
  expect(await dispose("otto", "release")).toMatchObject({
    status: 403,
    body: { cause: { code: "quality-disposition-role" } },
  });
  expect(await dispose("otto", "hold")).toMatchObject({ status: 200, body: { by: "otto", what: "hold" } });
  expect(await dispose("mia", "release")).toMatchObject({ status: 200 });
  expect(await dispose("mia", "scrap", ["PC-X"])).toMatchObject({ status: 404 });
  const { secret } = api.people.accounts.issueToken({ user: "mia", label: "x", role: "maintainer", days: 1 });
  expect(await dispose(`Bearer ${secret}`, "hold")).toMatchObject({ status: 403 });
  expect(api.journal.entries.map(({ action, result }) => [action, result])).toEqual([
    ["quality.disposition", "refused"],
    ["quality.disposition", "done"],
    ["quality.disposition", "done"],
    ["quality.disposition", "refused"],
    ["quality.disposition", "refused"],
  ]);
  const uid = String((await opened("otto")).body["itemUid"]);
  const listed = await api.get("vera", `/api/v1/quality/containment?key=${encodeURIComponent(KEY)}&case=${uid}`);
  expect(listed.body).toMatchObject({ cause: null, dispositions: { hold: 0, release: 1 } });
});

it("[RC18] [RC19] [RC30] the Pareto has the cost of a class where rates exist", async () => {
  const range = "from=2026-03-01T00:00:00Z&to=2026-03-09T00:00:00Z";
  const pareto = await api.get("vera", `/api/v1/quality/pareto?${range}`);
  expect(pareto.body).toMatchObject({
    currency: "CNY",
    rows: [{ name: KEY, bad: 15, pieces: 160, cost: 300, of: { operation: "OP60" } }],
    total: { bad: 15, pieces: 160 },
  });
  const none = await api.get("vera", `/api/v1/quality/pareto?${range}&by=variant&variant=PH-50A`);
  expect(none.body).toMatchObject({ rows: [{ name: "PH-50A", bad: 15, cost: null }] });
  const pieces = await api.get("vera", `/api/v1/quality/bad-pieces?${range}&limit=3`);
  expect(pieces.body).toMatchObject({ count: 15 });
  expect(pieces.body["pieces"]).toHaveLength(3);
});
