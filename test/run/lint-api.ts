/** Checks the description that the API serves with a linter for OpenAPI, without a network. Part of `npm run check`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApi } from "../../edge/api/server.ts";
import { fakeEdge } from "../fakes/api/deps.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "gemba-openapi-"));
const app = buildApi(fakeEdge().deps);
try {
  await app.ready();
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(app.swagger()));
  const linter = fileURLToPath(import.meta.resolve("@redocly/cli/bin/cli.js"));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { status } = spawnSync(process.execPath, [linter, "lint", file, "--config", join(ROOT, "redocly.yaml")], {
    env,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}
