import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import { openOutOfService, type ServiceList } from "../../../edge/alerts/out-of-service.ts";
import { buildApi } from "../../../edge/api/server.ts";
import type { Principal } from "../../../edge/contracts/access/journal.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { ServiceScope } from "../../../edge/contracts/alerts/out-of-service.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { attributesIn } from "../../../edge/detect/rules/alert-attributes.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { log } from "../detect/bench-plant.ts";

const LATHE = "urn:t:lathe" as AssetUid;
const MILL = "urn:t:mill" as AssetUid;
const principal: Principal = { user: "mia", role: "maintainer", origin: "127.0.0.1" };
const KEYS = new Set(["hot", "loud"].flatMap((rule) => [LATHE, MILL].map((asset) => `${rule}\n${asset}`)));

let dir: string;
let now = 1_764_000_000e6;
let journal: MemoryJournal;
let book: OpenAlertBook;
let services: ServiceList;

async function open(): Promise<void> {
  const isKnown = ({ assetUid, rule }: ServiceScope) =>
    [LATHE, MILL].includes(assetUid) && (rule === undefined || book.knowsRule(rule, assetUid));
  services = await openOutOfService({ dir, journal, log, isKnown, changed: () => book.tick(now) });
  book = await openAlertBook({
    dir,
    edge: "e",
    clock: () => now,
    log,
    journal,
    serviceOf: (alert) => services.of(alert),
  });
  book.follow({
    keys: KEYS,
    attributesOf: (_rule, _asset, kind) => attributesIn({}, kind),
    suppressionOf: () => undefined,
  });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-services-"));
  journal = new MemoryJournal();
  await open();
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const say = (rule: string, assetUid: AssetUid, standing = true): void => {
  const finding: Finding = {
    rule,
    assetUid,
    kind: "process",
    standing,
    at: now,
    severity: 700,
    message: { zh: "热", en: rule },
    evidence: [],
  };
  book.apply([finding]);
  now += 1e6;
  book.tick(now);
};
const states = () =>
  Object.fromEntries(book.standing().map(({ rule, assetUid, state }) => [`${rule} ${assetUid}`, state]));
const act = () => ({ at: now, principal, reason: "spindle is changed" });

it("[A56] a rule that was never raised stays out of service at one asset until it is returned", async () => {
  await services.remove({ assetUid: LATHE, rule: "hot" }, act());
  const heard = now;
  for (const [rule, asset] of [
    ["hot", LATHE],
    ["loud", LATHE],
    ["hot", MILL],
  ] as const)
    say(rule, asset);
  expect(states()).toEqual({
    "hot urn:t:lathe": "out-of-service",
    "loud urn:t:lathe": "active",
    "hot urn:t:mill": "active",
  });
  expect(book.annunciatedSince(heard)).toBe(2);
  const [alert] = book.standing().filter(({ state }) => state === "out-of-service");
  expect(alert?.outOfService).toMatchObject({ by: "mia", comment: "spindle is changed", scope: "rule" });
  await expect(book.act(alert?.alertUid ?? "", { kind: "return-to-service", at: now, principal })).rejects.toThrow(
    "return the rule",
  );
  await book.close();
  await open();
  book.tick(now);
  expect(states()["hot urn:t:lathe"]).toBe("out-of-service");
  await services.return({ assetUid: LATHE, rule: "hot" }, act());
  expect(states()["hot urn:t:lathe"]).toBe("active");
  expect(book.annunciatedSince(heard)).toBe(3);
  expect(
    (await journal.read({ limit: 3 }))
      .filter(({ action }) => action.startsWith("service"))
      .map(({ action, target, result, reason }) => [action, target, result, reason]),
  ).toEqual([
    ["service.return", "urn:t:lathe hot", "done", undefined],
    ["service.remove", "urn:t:lathe hot", "done", "spindle is changed"],
  ]);
});

it("[A57] an asset out of service hides its alerts; one taken out individually stays out on return", async () => {
  say("hot", LATHE);
  say("loud", LATHE);
  const uid = (rule: string) => book.standing().find((alert) => alert.rule === rule)?.alertUid ?? "";
  await book.act(uid("loud"), { kind: "remove-from-service", at: now, principal, reason: "sensor" });
  await services.remove({ assetUid: LATHE }, act());
  expect(states()).toEqual({ "hot urn:t:lathe": "out-of-service", "loud urn:t:lathe": "out-of-service" });
  say("hot", LATHE, false);
  say("hot", LATHE);
  expect(states()["hot urn:t:lathe"]).toBe("out-of-service");
  await services.return({ assetUid: LATHE }, act());
  expect(states()).toEqual({ "hot urn:t:lathe": "active", "loud urn:t:lathe": "out-of-service" });
});

it("[A56] impossible actions are refused; a full disk changes nothing; a damaged list hides nothing", async () => {
  await expect(services.remove({ assetUid: "urn:t:none" as AssetUid }, act())).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(services.remove({ assetUid: LATHE, rule: "cold" }, act())).rejects.toMatchObject({ code: "not-found" });
  await expect(services.remove({ assetUid: LATHE }, { ...act(), reason: " " })).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(services.return({ assetUid: LATHE }, act())).rejects.toMatchObject({ code: "conflict" });
  const both = await Promise.allSettled([
    services.remove({ assetUid: LATHE }, act()),
    services.remove({ assetUid: LATHE }, act()),
  ]);
  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect((await journal.read({ limit: 9 })).map(({ result }) => result)).toEqual([
    "refused",
    "done",
    "refused",
    "refused",
    "refused",
    "refused",
  ]);
  await tryWith(
    dir,
    { at: 1, fault: "ENOSPC" },
    async () => await expect(services.return({ assetUid: LATHE }, act())).rejects.toMatchObject({ code: "disk" }),
  );
  expect(services.list()).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(dir, "out-of-service.json"), "utf8"))).toMatchObject([
    { assetUid: LATHE, mark: { by: "mia" } },
  ]);
  writeFileSync(join(dir, "out-of-service.json"), "[{");
  await book.close();
  await open();
  expect(services.list()).toEqual([]);
});

it("[A56] over the API: listed, taken out and returned", async () => {
  const app = buildApi(fakeEdge({ services, now: () => now }).deps);
  try {
    const post = async (path: string, payload: object) => {
      const answer = await app.inject({ method: "POST", url: `/api/v1/out-of-service${path}`, payload });
      return [answer.statusCode, answer.json<Record<string, unknown>>()];
    };
    // Without users it is forbidden, because it hides alarms for longer than a shelf.
    expect((await post("", { assetUid: LATHE, rule: "hot", reason: "x" }))[0]).toBe(403);
    await services.remove({ assetUid: LATHE, rule: "hot" }, act());
    expect((await app.inject("/api/v1/out-of-service")).json()).toMatchObject({
      entries: [{ assetUid: LATHE, rule: "hot", by: "mia", reason: "spindle is changed" }],
    });
    expect((await post("/return", { assetUid: LATHE, rule: "hot" }))[0]).toBe(403);
  } finally {
    await app.close();
  }
});
