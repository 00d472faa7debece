/** `/api/v1/studies`: FK79, FK81 and FK83 in docs/rules/forecast.md. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OpenAdviceBook, openAdviceBook } from "../../../../edge/advice/advice-book.ts";
import type { Api } from "../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import type { Studies } from "../../../../edge/studies/book.ts";
import { NOW_US as API_NOW_US, fakeEdge, MemoryJournal } from "../../../fakes/api/deps.ts";
import { answerWith, DONE, folder, LOG, opened, settled, TEXT } from "../../../fakes/study-book.ts";

const HOUR_US = 3600e6;
let journal: MemoryJournal;
let advice: OpenAdviceBook;
let book: Studies;
let app: Api;
/** What the next study gives. */
let answer = answerWith();

beforeEach(async () => {
  journal = new MemoryJournal();
  const { deps } = fakeEdge({ journal });
  answer = answerWith();
  advice = await openAdviceBook({
    ...{ dir: folder(), journal, log: LOG, typeOf: () => "lathe", position: () => 5 },
    known: { alert: () => undefined, item: () => undefined, items: () => [] },
  });
  const made = opened(folder(), async () => ({ ...DONE, answer }) as typeof DONE);
  made.clock.now = API_NOW_US;
  book = made.book;
  app = buildApi({ ...deps, advice, studies: book });
});
afterEach(async () => {
  await app.close();
  await book.close();
  await advice.close();
});

async function ask(method: "GET" | "POST" | "DELETE", url: string, payload?: object) {
  const said = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  return { status: said.statusCode, body: said.json() };
}

async function studied(study: string | object): Promise<string> {
  const { status, body } = await ask("POST", "/api/v1/studies", { study });
  expect([status, body.state]).toEqual([202, expect.stringMatching(/waiting|working/)]);
  await settled(book, body.uid);
  return body.uid;
}

it("[FK79] takes text and values, and names every mistake with its place", async () => {
  const values = {
    ...{ "gemba-study": 1, name: "lathes", hours: 4, objective: [{ good: 1, within: 5 }] },
    factors: [{ name: "speed", speed: [1.1], at: "CNC-*" }],
  };
  for (const study of [TEXT, JSON.stringify(values), values]) {
    const uid = await studied(study);
    const { body } = await ask("GET", `/api/v1/studies/${uid}`);
    expect(body.question).toEqual({ study, at: null, minutes: 30 });
    expect(body).toMatchObject({ state: "done", picked: { speed: "1.1" }, answer: { picked: 1, seed: 1 } });
  }
  expect((await ask("GET", "/api/v1/studies")).body.studies).toHaveLength(3);
  const wrong = await ask("POST", "/api/v1/studies", { study: TEXT.replace("speed: [1.1]", "sped: [1.1]") });
  expect([wrong.status, wrong.body.problems[0]]).toMatchObject([400, { path: "factors[0].sped", line: 4 }]);
  expect((await ask("POST", "/api/v1/studies", { study: TEXT, minutes: 0 })).status).toBe(400);
  expect((await ask("POST", "/api/v1/studies", {})).status).toBe(400);
  const long = await ask("POST", "/api/v1/studies", { study: `${TEXT}#${"x".repeat(131_072)}` });
  expect([long.status, long.body.detail]).toEqual([400, expect.stringMatching(/131072/)]);
});

it("[FK81] what is not known is null, and asking and removing are in the audit log", async () => {
  const [first] = answer.variants;
  if (first === undefined) throw new Error("no variant");
  const unknown = { mean: Number.NaN, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  answer = answerWith({ variants: [{ ...first, gain: unknown }, ...answer.variants.slice(1)] });
  const uid = await studied(TEXT);
  const { body } = await ask("GET", `/api/v1/studies/${uid}`);
  expect(body.answer.variants[0].gain).toEqual({ mean: null, low: null, high: null });
  expect((await ask("DELETE", `/api/v1/studies/${uid}`)).status).toBe(200);
  expect((await ask("GET", `/api/v1/studies/${uid}`)).status).toBe(404);
  expect((await ask("DELETE", `/api/v1/studies/${uid}`)).status).toBe(404);
  expect(journal.entries.map(({ action, result }) => [action, result])).toEqual([
    ["study.ask", "done"],
    ["study.remove", "done"],
    ["study.remove", expect.not.stringMatching("done")],
  ]);
});

it("[FK83] the pick becomes one recommendation that people decide on; else the reason is said", async () => {
  const recommendation = { ...answer.recommendation, validUntil: API_NOW_US + HOUR_US } as typeof answer.recommendation;
  answer = answerWith({ recommendation, at: API_NOW_US });
  const uid = await studied(TEXT);
  const made = await ask("POST", `/api/v1/studies/${uid}/recommendation`);
  expect(made.status).toBe(200);
  const { adviceUid } = made.body;
  expect((await ask("POST", `/api/v1/studies/${uid}/recommendation`)).body).toEqual({ adviceUid });
  expect((await ask("GET", `/api/v1/studies/${uid}`)).body.adviceUid).toBe(adviceUid);
  const on = (await ask("GET", `/api/v1/recommendations/${adviceUid}`)).body;
  expect(on).toMatchObject({
    rule: "study/pick",
    state: "proposed",
    effect: { expected: 12 },
    may: ["accept", "decline", "not-useful"],
  });
  expect(on.basis).toMatchObject([{ kind: "study", uid }]);
  const act = { actUid: "00000000-0000-4000-8000-000000000001", kind: "accept" };
  expect((await ask("POST", `/api/v1/recommendations/${adviceUid}/acts`, act)).body.state).toBe("accepted");
  answer = answerWith({ recommendation: null });
  const other = await studied(TEXT);
  const refused = await ask("POST", `/api/v1/studies/${other}/recommendation`);
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringMatching(/beyond its interval/)]);
  expect((await ask("POST", "/api/v1/studies/none/recommendation")).status).toBe(404);
  const entries = journal.entries.filter(({ action }) => action === "study.recommend");
  // Asking again gave what was there.
  expect(entries.map(({ result }) => result)).toEqual(["done", "refused", "refused"]);
});
