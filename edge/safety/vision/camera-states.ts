import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CameraState, CameraView, SeenZone } from "../../contracts/safety/vision.ts";
import type { CameraConfig, VisionConfig } from "./config.ts";

/** A camera's events: as many at once as in this time at the highest rate. */
const BURST_S = 5;

interface Known {
  readonly camera: CameraConfig;
  heardAt: Micros;
  /** Events that it may send now, and when that was counted. */
  allowance: number;
  countedAt: Micros;
}

/** When each camera was heard, whether it sends too much, and which zones nobody sees now (rules VE10, VE12). */
export class CameraStates {
  readonly #cameras: ReadonlyMap<string, Known>;
  readonly #settings: Pick<VisionConfig, "silentAfterS" | "eventsPerS">;

  constructor(cameras: readonly CameraConfig[], settings: Pick<VisionConfig, "silentAfterS" | "eventsPerS">) {
    this.#settings = settings;
    const allowance = settings.eventsPerS * BURST_S;
    this.#cameras = new Map(
      cameras.map((camera) => [
        camera.id,
        { camera, heardAt: Number.NaN, allowance, countedAt: Number.NEGATIVE_INFINITY },
      ]),
    );
  }

  find(id: string): CameraConfig | undefined {
    return this.#cameras.get(id)?.camera;
  }

  /** Notes an event of a camera. Returns whether it may be taken: false beyond the highest rate. */
  hear(id: string, nowUs: Micros): boolean {
    const known = this.#cameras.get(id);
    if (known === undefined) return false;
    known.heardAt = nowUs;
    const { eventsPerS } = this.#settings;
    const sinceS = Math.abs(nowUs - known.countedAt) / 1e6;
    known.allowance = Math.min(eventsPerS * BURST_S, known.allowance + sinceS * eventsPerS);
    known.countedAt = nowUs;
    if (known.allowance < 1) return false;
    known.allowance--;
    return true;
  }

  heardAt(id: string): Micros {
    return this.#cameras.get(id)?.heardAt ?? Number.NaN;
  }

  stateOf(id: string, nowUs: Micros): CameraState {
    const heardAt = this.heardAt(id);
    if (Number.isNaN(heardAt)) return "never-heard";
    // A clock that was set back says nothing of how long ago that was.
    return Math.abs(nowUs - heardAt) <= this.#settings.silentAfterS * 1e6 ? "heard" : "silent";
  }

  views(nowUs: Micros): readonly CameraView[] {
    return [...this.#cameras.values()].map(({ camera, heardAt }) => {
      const { id, name, position, headingDeg, viewDeg, rangeM, zones } = camera;
      return { id, name, position, headingDeg, viewDeg, rangeM, zones, heardAt, state: this.stateOf(id, nowUs) };
    });
  }

  /** Every zone that a camera sees. */
  zones(nowUs: Micros): readonly SeenZone[] {
    const counts = new Map<string, { cameras: number; heard: number }>();
    for (const { camera } of this.#cameras.values())
      for (const zone of camera.zones) {
        const count = counts.get(zone) ?? { cameras: 0, heard: 0 };
        count.cameras++;
        if (this.stateOf(camera.id, nowUs) === "heard") count.heard++;
        counts.set(zone, count);
      }
    return [...counts].map(([zone, { cameras, heard }]) => ({ zone, cameras, heard, isBlind: heard === 0 }));
  }
}
