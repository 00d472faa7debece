import type { SourceHealth } from "../../contracts/path/health.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";

/** States of the config's sources, also before they start, because readers are created first. */
export class SourceStates {
  #read: () => readonly SourceHealth[];

  constructor({ sources }: Pick<EdgeConfig, "sources">) {
    const early = sources.map(({ name, kind }): SourceHealth => {
      const none = { samplesPerSecond: 0, received: 0, dropped: 0, counts: {} };
      return { name, kind, state: "starting", since: Date.now(), ...none };
    });
    this.#read = () => early;
  }

  read(): readonly SourceHealth[] {
    return this.#read();
  }

  /** From here on the sources run and report their state. */
  follow(read: () => readonly SourceHealth[]): void {
    this.#read = read;
  }
}
