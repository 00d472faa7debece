import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { choicesNow } from "../../../edge/futures/choices.ts";
import { describedBy } from "../../../edge/futures/record-of-pieces.ts";
import { plugins } from "../../../edge/plugins.ts";
import { smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { randomOf } from "../../run/seed.ts";

it("[FK46] a thread gets all that forecasts read of a config, as plain values", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "gemba-described-test-"));
  try {
    recordPlant(dataDir, smallHistory(200, randomOf("described")));
    const config = await loadConfig(dataDir, plugins);
    const described = describedBy(config);
    expect(structuredClone(described)).toEqual(described);
    const choicesBy = (description: typeof described) => choicesNow({ kind: "choices", dataDir, description });
    const choices = choicesBy(described);
    expect(choices.plan?.machines).toEqual(["CNC-1", "CNC-2", "PCK-1"]);
    expect(choices).toEqual(choicesBy(config));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
