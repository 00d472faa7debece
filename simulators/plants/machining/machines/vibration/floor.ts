import { STATIONS } from "../../layout.ts";

/** A machine that shakes the floor. */
interface FloorSource {
  readonly id: string;
  /** Frequency of its shaft, Hz; 0 at rest. */
  hz(): number;
  /** Velocity of its housing at that frequency, mm/s RMS. */
  mmS(): number;
}

/** Share of a housing's velocity that reaches another machine's spindle one metre away. */
const AT_ONE_METRE = 0.5;
/** Beyond this the floor carries nothing. */
const REACH_M = 16;

/** The hall's floor: every machine tool picks up the shafts of those nearby. */
export class Floor {
  readonly #sources: FloorSource[] = [];

  add(source: FloorSource): void {
    this.#sources.push(source);
  }

  /** Lines that reach a machine now: frequency and velocity, which falls with the distance. */
  heardBy(id: string): { readonly hz: number; readonly mmS: number }[] {
    const here = STATIONS.find((station) => station.id === id);
    if (here === undefined) return [];
    return this.#sources.flatMap((source) => {
      const there = STATIONS.find((station) => station.id === source.id);
      if (there === undefined || source.id === id || source.hz() === 0) return [];
      const metres = Math.hypot(there.x - here.x, there.y - here.y);
      return metres > REACH_M ? [] : [{ hz: source.hz(), mmS: (AT_ONE_METRE * source.mmS()) / Math.max(1, metres) }];
    });
  }
}
