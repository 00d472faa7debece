import { SampleRouter } from "../batch/rows.ts";
import type { Detector, Finding } from "../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { TwinModel } from "../contracts/path/twin.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";

export interface FlowOptions {
  readonly twin: TwinModel;
  readonly detectors: readonly Detector[];
  /** Called with the findings of one batch or one tick, never with an empty list. */
  onFindings(findings: readonly Finding[]): void;
  /** µs UTC, for `tick`. */
  readonly now: () => Micros;
  /** A detector threw and is not called again. `index` is its place in `detectors`. */
  onDetectorFailed(index: number, error: unknown): void;
}

/** Takes committed samples to the twin, then to the detectors, one batch after the other. */
export interface Flow {
  committed(batches: readonly SampleBatch[], waveforms?: readonly WaveformBlock[]): void;
  /** Lets detectors see that time passed. Call it about once a second. */
  tick(): void;
  /** Replaces the detectors from the next batch on. A detector that was given up and stays is called again. */
  follow(detectors: readonly Detector[]): void;
  /** How many detectors were given up because they threw. */
  readonly failedDetectors: number;
}

/** Joins twin and detectors. Holds no queue and no timer: it runs in the caller's turn. */
export function createFlow(options: FlowOptions): Flow {
  const { twin, onFindings, now, onDetectorFailed } = options;
  let router = new SampleRouter(options.detectors.map((detector) => detector.watches));
  let working: (Detector | undefined)[] = [...options.detectors];
  let failedDetectors = 0;

  const ask = (index: number, findings: Finding[], question: (detector: Detector) => readonly Finding[]): void => {
    const detector = working[index];
    if (detector === undefined) return;
    try {
      for (const finding of question(detector)) findings.push(finding);
    } catch (error) {
      // A detector with broken state would give false findings; the others continue.
      working[index] = undefined;
      failedDetectors++;
      onDetectorFailed(index, error);
    }
  };

  return {
    committed(batches, waveforms = []) {
      for (const block of waveforms) twin.applyWaveform(block);
      for (const batch of batches) {
        twin.apply(batch);
        const findings: Finding[] = [];
        router.route(batch, (index, samples) => ask(index, findings, (detector) => detector.observe(samples)));
        if (findings.length > 0) onFindings(findings);
      }
    },
    tick() {
      const findings: Finding[] = [];
      const nowUs = now();
      for (let index = 0; index < working.length; index++)
        ask(index, findings, (detector) => detector.tick?.(nowUs) ?? []);
      if (findings.length > 0) onFindings(findings);
    },
    follow(detectors) {
      router = new SampleRouter(detectors.map((detector) => detector.watches));
      working = [...detectors];
    },
    get failedDetectors() {
      return failedDetectors;
    },
  };
}
