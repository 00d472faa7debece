import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileRequests, putRequest, takeAnswer } from "../../../../edge/compose/serving/file-requests.ts";
import type { Principal } from "../../../../edge/contracts/access/journal.ts";

let dir: string;
let reloads: Principal[];
let requests: FileRequests;
const path = () => join(dir, "reload.request");

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-reload-"));
  reloads = [];
  const reload = (principal: Principal) => {
    reloads.push(principal);
    return Promise.resolve({ applied: ["detectors"], restart: [] });
  };
  requests = new FileRequests(dir, "reload", reload);
});
afterEach(() => rmSync(dir, { recursive: true }));

it("[A54] a request is taken once and answered", async () => {
  putRequest(dir, "reload", { id: "one", user: "ann" });
  await requests.look();
  await requests.look();
  expect(reloads).toMatchObject([{ user: "ann", origin: "cli" }]);
  expect(takeAnswer(dir, "reload", "another")).toBeUndefined();
  expect(takeAnswer(dir, "reload", "one")).toEqual({ id: "one", done: { applied: ["detectors"], restart: [] } });
  expect(takeAnswer(dir, "reload", "one")).toBeUndefined();
});

it.each<[string, () => void]>([
  ["a pipe without a writer", () => spawnSync("mkfifo", [path()])],
  ["a folder", () => mkdirSync(path())],
  ["a gigabyte of nothing", () => writeFileSync(path(), " ".repeat(2 * 1024 * 1024))],
  ["null", () => writeFileSync(path(), "null")],
  ["a number as id", () => writeFileSync(path(), JSON.stringify({ id: 7, user: "ann" }))],
  ["half a line", () => writeFileSync(path(), '{"id":')],
])("[A54] a file that is not a request is deleted and causes no reload: %s", async (_name, put) => {
  put();
  await requests.look();
  expect(existsSync(path())).toBe(false);
  expect(reloads).toEqual([]);
});

it("[A54] an answer about every component of a large plant arrives", async () => {
  const priors = Array.from({ length: 2_000 }, (_, at) => ({ component: `part-${at}`, kinds: "x".repeat(2_000) }));
  putRequest(dir, "reload", { id: "one", user: "ann" });
  await new FileRequests(dir, "reload", () => Promise.resolve({ priors })).look();
  expect(takeAnswer(dir, "reload", "one")).toEqual({ id: "one", done: { priors } });
});
