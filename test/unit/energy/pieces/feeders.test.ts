import { expect, it } from "vitest";
import { SourceClocks } from "../../../../edge/energy/pieces/source-clocks.ts";
import { measuredTags } from "../../../../edge/health/measured-tags.ts";
import { type FeederMessage, runFeeders } from "../../../../simulators/feeders/feeders.ts";
import { SEED } from "../../../run/seed.ts";
import { batchOf, T0 } from "../../detect/bench-plant.ts";
import { Shop, station } from "./shop.ts";

const FEEDERS = 24;
const RUN = runFeeders({ seed: SEED, feeders: FEEDERS, seconds: 150, start: T0 });

it("[PE21] clocks of 24 analysers and of their presses are aligned to a millisecond", () => {
  const clocks = new SourceClocks();
  const worst: number[] = [];
  for (const message of RUN.messages) {
    const { type, feeder, receivedAt } = message;
    const time = message.type === "power" ? (message.times.at(-1) as number) : message.time;
    // The reading before last began 5 ms before its message was sent: its counter has the end of its window.
    if (type === "power") continue;
    clocks.arrived(clocks.of(`${type === "counter" ? "analyser" : "press"} ${feeder}`), time, receivedAt);
  }
  for (const [feeder, { analyser, press }] of RUN.clocks.entries()) {
    const between = clocks.of(`analyser ${feeder}`).offsetUs - clocks.of(`press ${feeder}`).offsetUs;
    worst.push(Math.abs(between - (press - analyser)));
  }
  expect(Math.max(...worst)).toBeLessThan(1000);
});

it("[PE21] each piece has its energy within 2 %, at 24 feeders of 10 ms with clocks of their own", () => {
  const label = (feeder: number): string => `PRS-${feeder}`;
  const trace = { component: "power", signal: "trace", role: "power-trace", unit: "kW" } as const;
  const shop = new Shop(Array.from({ length: FEEDERS }, (_, feeder) => station(label(feeder), [trace])));
  const give = (message: FeederMessage): void => {
    const { feeder, receivedAt } = message;
    const refOf = (signal: string) => shop.bench.ref(label(feeder), signal);
    if (message.type === "power") {
      const readings = message.times.map((time, at) => ({
        ref: refOf("trace"),
        at: time,
        value: message.kW[at] as number,
      }));
      shop.book.observe(batchOf(readings, receivedAt));
    } else if (message.type === "counter")
      shop.book.observe(batchOf([{ ref: refOf("import"), at: message.time, value: message.wh }], receivedAt));
    else {
      const second = (message.time - T0) / 1e6;
      const payload = { place: label(feeder) };
      shop.event(message.type, message.piece, second, {
        payload,
        source: "line-plc",
        receivedAt: (receivedAt - T0) / 1e6,
      });
    }
  };
  for (const message of RUN.messages) give(message);
  const errors: number[] = [];
  for (const [piece, wh] of RUN.pieces) {
    const { steps, kWh } = shop.piece(piece);
    const number = Number(piece.split("-")[1]);
    // The clocks are aligned after some pieces; the last ones are not counted yet.
    if (steps.length === 0 || number < 15 || number > 40) continue;
    errors.push(Math.abs(1000 * kWh - wh) / wh);
  }
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(20 * FEEDERS);
  expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.005);
  expect(errors.at(-1)).toBeLessThan(0.02);
});

it("[PE20] health sees no trace of power", () => {
  const trace = { component: "power", signal: "trace", role: "power-trace", unit: "kW" } as const;
  const { bench } = new Shop([station("CNC-1", [trace])]);
  const seen = measuredTags(bench.tags);
  expect(seen.ofAsset(bench.uid("CNC-1")).map(({ role }) => role)).toEqual([
    "active-power",
    "energy-import",
    "operation-mode",
  ]);
  expect(seen.at(bench.ref("CNC-1", "trace"))).toBeUndefined();
});
