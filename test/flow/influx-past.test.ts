import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { importHistoryCommand } from "../../edge/cli/import-history.ts";
import { parseOptions } from "../../edge/cli/options.ts";
import { startInfluxd } from "../fakes/influx/influxd.ts";
import { BEGIN_US, busPlant, busRows, busValue, SIGNALS } from "../fakes/past/bus-plant.ts";

it("[PH8] a past in a real InfluxDB 1.x is proposed, corrected, read and judged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gemba-past-influxd-"));
  const server = await startInfluxd();
  const shown = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const progress = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const lines = busRows((_, second) =>
      SIGNALS.map((name) => `bus,meter=M1 ${name}=${busValue(name, second)} ${BEGIN_US + second * 1e6}`),
    );
    await fetch(`${server.url}/query?q=CREATE+DATABASE+plant`, { method: "POST" });
    const written = await fetch(`${server.url}/write?db=plant&precision=u`, { method: "POST", body: lines.join("\n") });
    expect(written.status).toBe(204);

    const [plant, mapping, out] = [busPlant(folder), join(folder, "mapping.yaml"), join(folder, "report.json")];
    const run = (...args: string[]): Promise<number> =>
      importHistoryCommand.run(parseOptions([...args, "--config", plant]), new AbortController().signal);
    expect(await run("--propose", `${server.url}/?db=plant`, "--out", mapping)).toBe(0);
    const proposed = readFileSync(mapping, "utf8");
    expect(proposed).toContain('{ from: "bus,meter=M1 voltage-l1", tag: "M1#bus/voltage-l1" }');
    writeFileSync(
      mapping,
      proposed.replace(/from: "\d{4}-\d\d-\d\d", to: "\d{4}-\d\d-\d\d"/, 'from: "2024-01-14", to: "2024-01-17"'),
    );
    expect(await run(mapping, "--out", out)).toBe(0);
    const report = JSON.parse(readFileSync(out, "utf8"));
    expect(report.samples).toBe(400);
    expect(report.findings).toMatchObject([{ at: "2024-01-15T09:01:22.000Z", asset: "M1", component: "bus" }]);
  } finally {
    shown.mockRestore();
    progress.mockRestore();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
