/** Cost of the detectors that judge every tag, and of those that judge every vibration burst. */

import { bearingOrders } from "../edge/contracts/plant/bearing-orders.ts";
import { BURST_FIGURES } from "../edge/contracts/plant/burst-tags.ts";
import { SIGNAL_BYTES } from "../edge/health/evidence/univariate/signal-block.ts";
import { UnivariateEvidence } from "../edge/health/evidence/univariate/univariate-evidence.ts";
import { BEARING_COLUMNS, BearingWaveform } from "../edge/health/features/waveform/bearing-waveform.ts";
import { BurstFigures } from "../edge/health/features/waveform/burst-figures.ts";
import { Random } from "../simulators/kernel/random.ts";
import { type Figures, figure, interleaved } from "./report.ts";

/** Tags of the demo's plant, together more than a core's own cache holds. */
const TAGS = 2_167;
const SAMPLES_OF_TAG = 500;
const LEARN = 300;
const POINTS = 2_048;
const BLOCKS = 400;
const BLOCKS_PER_SECOND = 1_000;
/** A second of a simulated spindle's accelerometer. */
const BURST_POINTS = 25_600;
const BURSTS = 50;

/** `npm run bench -- detectors`. CPU time of this process. */
export async function benchDetectors({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const everyTag = tagsCost();
  const everyBlock = waveformCost();
  everyTag();
  everyBlock();
  const results = await interleaved({ everyTag, everyBlock, everyBurst: figuresCost() }, rounds);
  return [
    figure("usPerSample", "CPU of a sample in the statistics of every tag", "us", results.everyTag),
    figure("bytesPerTag", "state of a tag", "B", [SIGNAL_BYTES]),
    figure(
      "waveformShare",
      "share of a core for 1,000 bursts of 2,048 points a second",
      "",
      results.everyBlock.map((us) => (us * BLOCKS_PER_SECOND) / 1e6),
    ),
    figure(
      "figuresOfBurst",
      "CPU of the figures of a burst of 25,600 points, with a bearing",
      "us",
      results.everyBurst,
    ),
  ];
}

/** Samples come as from a server that reports all tags every second: each one meets the state of another tag. */
function tagsCost(): () => number {
  const evidence = new UnivariateEvidence();
  const random = new Random(1);
  const values = Float64Array.from({ length: TAGS * 64 }, () => random.normal());
  let second = 0;
  const run = (seconds: number): void => {
    for (const end = second + seconds; second < end; second++)
      for (let tag = 0; tag < TAGS; tag++)
        evidence.observe(tag, second * 1e6, 50 + (values[((second * 31) % 64) * TAGS + tag] as number));
  };
  run(LEARN);
  return () => cpuUs(() => run(SAMPLES_OF_TAG)) / (SAMPLES_OF_TAG * TAGS);
}

function waveformCost(): () => number {
  const random = new Random(2);
  const bursts = twoBursts(random, POINTS);
  const orders = bearingOrders({ balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04 });
  const waveform = new BearingWaveform({ segment: POINTS, rateHz: 12_000, orders });
  const out = new Float64Array(BEARING_COLUMNS.length);
  return () =>
    cpuUs(() => {
      for (let block = 0; block < BLOCKS; block++) waveform.measure(bursts[block % 2] as Float32Array, 30, out);
    }) / BLOCKS;
}

function figuresCost(): () => number {
  const random = new Random(3);
  const bursts = twoBursts(random, BURST_POINTS);
  const orders = bearingOrders({ balls: 19, ballDiameterMm: 12.7, pitchDiameterMm: 92.5, contactAngleDeg: 15 });
  const figures = new BurstFigures();
  const out = new Float64Array(BURST_FIGURES.length);
  const run = (): void => {
    for (let burst = 0; burst < BURSTS; burst++) {
      const points = bursts[burst % 2] as Float32Array;
      figures.measure(points, { rateHz: BURST_POINTS, steady: { points, speedPerMin: 4_800 }, scale: 1, orders }, out);
    }
  };
  run();
  return () => cpuUs(run) / BURSTS;
}

/** Taken in turns, because results of a burst that comes again are kept. */
function twoBursts(random: Random, points: number): readonly Float32Array[] {
  return [0, 1].map(() => Float32Array.from({ length: points }, () => random.normal()));
}

function cpuUs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
