import { expect, it } from "vitest";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario, readScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const HOURS = 0.5;
const healthy = readScenario("healthy");

/** Energy of compressor and chiller in half an hour, kWh. */
function used(utilities: { readonly airBandBar: readonly [number, number]; readonly chilledWaterCel: number }) {
  const plant = createPlant({
    seed: SEED,
    scenario: { ...healthy, utilities },
    startMs: healthy.startMs,
    warmUpS: 1800,
  });
  const countOf = (id: string): number =>
    (plant.machines.get(id) as unknown as { readonly supply: { readonly energyWh: number } }).supply.energyWh;
  const before = [countOf("CMP-01"), countOf("CHL-01")] as const;
  for (let step = 0; step < HOURS * 36_000; step++) plant.step();
  return { compressor: countOf("CMP-01") - before[0], chiller: countOf("CHL-01") - before[1] };
}

it("[PM32] a lower pressure band and warmer water take less energy, and the usual settings are those without", () => {
  const usual = used({ airBandBar: [6.8, 7.4], chilledWaterCel: 12 });
  const tuned = used({ airBandBar: [6.4, 7], chilledWaterCel: 14 });
  expect(tuned.chiller).toBeLessThan(0.99 * usual.chiller);
  expect(tuned.compressor).toBeLessThan(1.02 * usual.compressor);
  const scenario = (utilities: string) => `scenario: 1\ntitle: { zh: 甲, en: A }\n${utilities}`;
  expect(parseScenario(scenario(""), "a.yaml").utilities).toEqual({ airBandBar: [6.8, 7.4], chilledWaterCel: 12 });
  expect(() => parseScenario(scenario("utilities: { airBand: [7.4, 6.8] }"), "a.yaml")).toThrow("lower pressure");
});
