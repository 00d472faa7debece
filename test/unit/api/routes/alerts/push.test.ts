import { afterEach, beforeEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { Notification } from "../../../../../edge/contracts/alerts/notification.ts";
import { type FakeAccounts, startAccounts } from "../../../../fakes/access/accounts.ts";
import { fakeEdge, MemoryJournal } from "../../../../fakes/api/deps.ts";

const BODY = {
  channel: "phones",
  endpoint: "https://push.example/x",
  p256dh: `B${"A".repeat(86)}`,
  auth: "A".repeat(22),
};
let people: FakeAccounts;
let app: Api;
let journal: MemoryJournal;
const calls: unknown[] = [];
let result: "added" | "renewed" = "added";

beforeEach(async () => {
  people = await startAccounts();
  journal = new MemoryJournal();
  calls.length = 0;
  const channels = [{ id: "phones", sends: "alarms", priorities: [1] }];
  const notification: Notification = {
    channels: () => [],
    test: async () => undefined,
    readLink: () => {
      throw new Error("not asked for");
    },
    pushOffer: () => ({ publicKey: "B", channels }),
    subscribePush: (subscription, user) => {
      calls.push([subscription, user]);
      return result;
    },
    unsubscribePush: (...asked) => {
      calls.push(asked);
      return true;
    },
  };
  app = buildApi(fakeEdge({ accounts: people.accounts, journal, notification }).deps);
});
afterEach(async () => {
  await app.close();
  await people[Symbol.asyncDispose]();
});

const post = (act: string, payload: object, cookie = "") =>
  app.inject({ method: "POST", url: `/api/v1/push/${act}`, headers: { host: "localhost", cookie }, payload });

async function cookieOfAnn(): Promise<string> {
  await people.add("ann", "viewer");
  const session = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    headers: { host: "localhost" },
    payload: { name: "ann", password: "correct horse battery" },
  });
  return String(session.headers["set-cookie"]).split(";")[0] as string;
}

it("[N44] [N49] only a person who signed in asks for notices, and asking is on record once", async () => {
  expect((await post("subscribe", BODY)).statusCode).toBe(403);
  const cookie = await cookieOfAnn();
  expect((await post("subscribe", BODY)).statusCode).toBe(401);
  const bearer = people.accounts.issueToken({ user: "ann", label: "t", role: "viewer", days: 1 }).secret;
  const headers = { host: "localhost", authorization: `Bearer ${bearer}` };
  const byToken = await app.inject({ method: "POST", url: "/api/v1/push/subscribe", headers, payload: BODY });
  expect(byToken.statusCode).toBe(403);
  result = "added";
  expect((await post("subscribe", BODY, cookie)).statusCode).toBe(200);
  result = "renewed";
  expect((await post("subscribe", BODY, cookie)).statusCode).toBe(200);
  expect((await post("unsubscribe", { channel: "phones", endpoint: BODY.endpoint }, cookie)).statusCode).toBe(200);
  expect(calls).toEqual([
    [BODY, "ann"],
    [BODY, "ann"],
    [BODY.endpoint, "phones"],
  ]);
  const acts = journal.entries.filter(({ action }) => action.startsWith("push."));
  expect(acts.map(({ action, target, principal }) => [action, target, principal.user])).toEqual([
    ["push.subscribe", "phones", "ann"],
    ["push.unsubscribe", "phones", "ann"],
  ]);
  expect(JSON.stringify(journal.entries)).not.toContain("push.example");
});

it("[N44] an edge without notification offers nothing", async () => {
  const bare = buildApi(fakeEdge().deps);
  const answer = await bare.inject({ url: "/api/v1/push", headers: { host: "localhost" } });
  expect(answer.json()).toEqual({ publicKey: null, channels: [] });
  await bare.close();
});

it("[N46] keys of another form are refused before the edge looks at them", async () => {
  const cookie = await cookieOfAnn();
  expect((await post("subscribe", { ...BODY, auth: "short" }, cookie)).statusCode).toBe(400);
  expect(calls).toEqual([]);
});
