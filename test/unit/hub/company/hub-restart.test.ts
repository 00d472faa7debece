/** Sessions of people over a start of `gemba hub` (rule U6): the same as at an edge. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readHubConfig } from "../../../../edge/cli/hub-config.ts";
import { type HubServing, openHubServing } from "../../../../edge/cli/hub-serving.ts";
import { StopStack } from "../../../../edge/compose/stop-stack.ts";
import { Hub } from "../../../../edge/hub/hub.ts";
import { PASSWORD } from "../../../fakes/access/accounts.ts";

const log = pino({ level: "silent" });
let dir: string;
let stop: StopStack;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-hub-restart-"));
  for (const name of ["config", "data"]) mkdirSync(join(dir, name));
  const config = "servers: [nats://127.0.0.1:1]\napi: { port: 0, users: required }\n";
  writeFileSync(join(dir, "config", "hub.yaml"), config);
});
afterEach(async () => {
  await stop.run();
  rmSync(dir, { recursive: true, force: true });
});

async function started(): Promise<HubServing> {
  stop = new StopStack(5_000, log);
  const [folder, dataDir] = [join(dir, "config"), join(dir, "data")];
  const config = readHubConfig(folder);
  return openHubServing({ hub: new Hub({ config, dataDir, log }), config, folder, dataDir, log }, stop);
}

const post = (address: string, path: string, body: object) =>
  fetch(`${address}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", origin: address },
  });
const sitesStatus = async (address: string, cookie: string) =>
  (await fetch(`${address}/api/v1/company/sites`, { headers: { cookie } })).status;

it("[U6] a start of the hub ends sessions, as that of an edge does, and its users sign in again", async () => {
  const first = await started();
  const accepted = { secret: first.firstInvitation ?? "", name: "anna", password: PASSWORD };
  const answer = await post(first.address, "/api/v1/invitation", accepted);
  expect(answer.status).toBe(200);
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  expect(await sitesStatus(first.address, cookie)).toBe(200);
  await stop.run();
  const second = await started();
  expect(second.firstInvitation).toBeUndefined();
  expect(await sitesStatus(second.address, cookie)).toBe(401);
  const again = await post(second.address, "/api/v1/session", { name: "anna", password: PASSWORD });
  expect(again.status).toBe(200);
  const fresh = (again.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  expect(await sitesStatus(second.address, fresh)).toBe(200);
}, 60_000);
