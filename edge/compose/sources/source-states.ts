import type { SourceHealth } from "../../contracts/path/health.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";

/** How the sources of the config stand, also before they are started: who asks is made first. */
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

  /** The sources run from here on. */
  follow(read: () => readonly SourceHealth[]): void {
    this.#read = read;
  }
}
