import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { checkPlant } from "../../../../edge/config/check.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { inspectAgent } from "../../../../edge/sources/mtconnect/discovery/inspect-agent.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";

const REQUEST = { dataDir: "", insecure: false, maxNodes: 1, listenMs: 1, tls: {} };

it("[MT14] proposes assets, components and tags with units and states, which gemba check accepts", async () => {
  await using mill = await FakeAgent.start({ version: "2.5" });
  mill.observe(ITEMS.vars, '<Entry key="100">1.5</Entry><Entry key="name">a</Entry>', { attributes: 'count="2"' });
  mill.observe(ITEMS.offsets, '<Entry key="G54"><Cell key="X">7</Cell></Entry>', { attributes: 'count="1"' });
  mill.assets =
    `<CuttingTool assetId="T.1" timestamp="2026-01-01T00:00:00Z" toolId="K7"><CuttingToolLifeCycle>` +
    `<ToolLife type="MINUTES" countDirection="UP" limit="60">3</ToolLife></CuttingToolLifeCycle></CuttingTool>`;
  let shown = "";
  const files = await inspectAgent(
    { ...REQUEST, url: mill.url },
    (text) => (shown += text),
    new AbortController().signal,
  );
  const dir = mkdtempSync(join(tmpdir(), "gemba-discover-"));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    expect((await checkPlant(dir, plugins)).text).toMatch(/1 assets, 14 tags, .* no problems/);
    const { types } = parse(readFileSync(join(dir, "types/vmc-type.yaml"), "utf8"));
    const { tags, components } = types["vmc-type"];
    expect(components.map(({ id, kind }: { id: string; kind: string }) => [id, kind])).toEqual([
      ["x", "axis"],
      ["tool-t-1", "tool"],
    ]);
    expect(tags.find(({ role }: { role: string }) => role === "axis-x")).toEqual({
      ...{ component: "x", signal: "position", name: { zh: "X 位置", en: "X Position" }, type: "number", unit: "mm" },
      ...{ role: "axis-x", binding: { dataItem: "x" } },
    });
    expect(tags.find(({ role }: { role: string }) => role === "item-state").binding.map.ACTIVE).toBe(3);
    expect(tags.map(({ binding }: { binding: object }) => binding)).toContainEqual({
      ...{ dataItem: "offsets", entry: "G54", cell: "X" },
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  expect(shown).toMatch(/1 assets with 14 tags of 1 types; 2 conditions/);
});

it("[MT14] an address that is no agent is named, and no password goes over http", async () => {
  await using mill = await FakeAgent.start();
  const look = (url: string, more = {}) =>
    inspectAgent({ ...REQUEST, url, ...more }, () => undefined, AbortSignal.timeout(10_000));
  await expect(look(`${mill.url}/nothing`)).resolves.toBeDefined();
  mill.ways.redirect = true;
  await expect(look(mill.url)).rejects.toMatchObject({ code: "connect-failed" });
  await expect(look(mill.url, { user: { name: "a", password: "b" } })).rejects.toMatchObject({ code: "bad-request" });
});
