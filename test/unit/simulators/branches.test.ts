import { expect, it } from "vitest";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const STEPS_PER_S = 10;

function plantOf(more: string, warmUpS = 60): Plant {
  const scenario = parseScenario(`scenario: 1\ntitle: { zh: 甲, en: A }\n${more}`, "a.yaml");
  return createPlant({ seed: SEED, scenario, startMs: scenario.startMs, warmUpS });
}

function run(plant: Plant, seconds: number): Plant {
  for (let step = 0; step < seconds * STEPS_PER_S; step++) plant.step();
  return plant;
}

const value = (plant: Plant, station: string, signal: string): number =>
  plant
    .signals(station)
    .find(({ id }) => id === signal)
    ?.read() as number;

it("[PM35] what flows into a net is the sum of its branches and its leaks in the mains", () => {
  const { flows } = run(plantOf(""), 120);
  expect(flows.washerWaterM3h + flows.sanitaryWaterM3h).toBeCloseTo(flows.plantWaterM3h, 9);
  expect(flows.ovenGasM3h + flows.dryerGasM3h + flows.heatingGasM3h).toBeCloseTo(flows.plantGasM3h, 9);
  const plant = run(plantOf(""), 120);
  // The compressor learns in a step what machines took in the second before.
  plant.step();
  const compressor = plant.machines.get("CMP-01") as unknown as { readonly demandM3h: number; leakM3h(): number };
  const { machiningAirM3h, finishingAirM3h, coatingAirM3h, assemblyAirM3h } = plant.flows;
  const areas = machiningAirM3h + finishingAirM3h + coatingAirM3h + assemblyAirM3h;
  for (const air of [machiningAirM3h, finishingAirM3h, coatingAirM3h, assemblyAirM3h]) expect(air).toBeGreaterThan(0);
  // A tenth of the usual leaks is in the mains.
  expect(Math.abs(areas + 0.1 * compressor.leakM3h() - compressor.demandM3h)).toBeLessThan(0.5);
});

const LEAKS: readonly (readonly [kind: string, asset: string, m3h: number, flows: readonly string[]])[] = [
  ["air-leak", "CNC-203", 20, ["machiningAirM3h"]],
  ["air-leak", "MTR-A-COATING", 20, ["coatingAirM3h"]],
  ["air-leak", "CMP-01", 20, []],
  ["water-leak", "MTR-W-SANITARY", 0.5, ["sanitaryWaterM3h", "plantWaterM3h"]],
  ["water-leak", "plant", 0.5, ["plantWaterM3h"]],
  ["gas-leak", "MTR-G-HEATING", 0.5, ["heatingGasM3h", "plantGasM3h"]],
  ["gas-leak", "DRY-01", 0.5, ["dryerGasM3h", "plantGasM3h"]],
  ["gas-leak", "plant", 0.5, ["plantGasM3h"]],
];

it.each(LEAKS)("[PM36] %s at %s flows through its own branch alone", (kind, asset, m3h, through) => {
  const fault = `faults: [{ kind: ${kind}, asset: ${asset}, at: 0 s, growth: { over: 1 s }, with: { m3h: ${m3h} } }]`;
  const leaking = run(plantOf(fault, 0), 30).flows as unknown as Readonly<Record<string, number>>;
  const sound = run(plantOf("", 0), 30).flows as unknown as Readonly<Record<string, number>>;
  const differing = Object.keys(sound).filter((flow) => {
    // The pressure of the net and what the compressor delivers follow a leak of air.
    const share = flow === "plantAirM3h" ? Number.POSITIVE_INFINITY : 0.3;
    return Math.abs((leaking[flow] as number) - (sound[flow] as number)) > share * m3h;
  });
  expect(differing).toEqual(Object.keys(sound).filter((flow) => through.includes(flow)));
});

it("[PM36] [PM37] refuse leaks behind a meter of another medium, and a meter's fault where there is no meter", () => {
  const faulty = (fault: string) => () => plantOf(`faults: [{ at: 0 s, ${fault} }]`, 0);
  expect(faulty("kind: gas-leak, asset: MTR-W-PLANT, growth: { over: 1 s }")).toThrow("cannot have gas-leak");
  expect(faulty("kind: water-leak, asset: MTR-E-PLANT, growth: { over: 1 s }")).toThrow("cannot have water-leak");
  expect(faulty("kind: meter-error, asset: CNC-101")).toThrow("cannot have meter-error");
});

it("[PM37] a wrong meter counts its own share too much from then on, and nothing else changes", () => {
  const wrong = run(
    plantOf("faults: [{ kind: meter-error, asset: MTR-E-CNC-101, at: 61 s, with: { percent: 10 } }]"),
    60,
  );
  const sound = run(plantOf(""), 60);
  const counts = ({ meters }: Plant): ReadonlyMap<string, number> =>
    new Map(
      meters.map(({ id, signals }) => [
        id,
        signals.find((signal) => /^(energy\/import|volume)$/.test(signal.id))?.read() as number,
      ]),
    );
  const before = counts(wrong);
  expect(before).toEqual(counts(sound));
  const [after, usual] = [counts(run(wrong, 120)), counts(run(sound, 120))];
  for (const [id, count] of after) {
    if (id !== "MTR-E-CNC-101") expect(count).toBe(usual.get(id));
    const used = (usual.get(id) as number) - (before.get(id) as number);
    if (id === "MTR-E-CNC-101") expect(count - (before.get(id) as number)).toBeCloseTo(1.1 * used, -1);
  }
});

it("[PM34] the outdoor temperature follows season, day and fronts, and without weather nothing feels it", () => {
  const felt = (start: string, weather: string): Plant => run(plantOf(`start: "${start}"\n${weather}`, 0), 30);
  const cel = (plant: Plant): number => value(plant, "CHL-01", "outdoor/temperature");
  const [january, july] = ["2026-01-20T14:00:00+08:00", "2026-07-20T14:00:00+08:00"] as const;
  const weather = "weather: {}";
  const [winter, summer] = [felt(january, weather), felt(july, weather)];
  // Half the difference is 12 K; fronts have 3 K and never more than 3.5 deviations.
  expect(cel(summer) - cel(winter)).toBeGreaterThan(24 - 2 * 3 * 3.5);
  expect(cel(felt(july, ""))).toBeCloseTo(cel(summer), 1);
  const inlet = (plant: Plant): number => value(plant, "CMP-01", "inlet/temperature");
  // The hall has 24.2 ± 0.6 Cel, the room of the compressor two kelvin more.
  expect(Math.abs(inlet(felt(july, "")) - 26.2)).toBeLessThan(0.61);
  expect(inlet(summer)).toBeGreaterThan(27);
  expect([0, 14]).toContain(winter.flows.heatingGasM3h);
  expect(summer.flows.heatingGasM3h).toBe(0);
  expect(felt(july, "").flows.heatingGasM3h).toBe(1.1);
});
