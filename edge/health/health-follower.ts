/** The follower of the commit log that knows how healthy the plant's components are. */
import type { Logger } from "pino";
import type {
  ComponentCondition,
  ComponentKinds,
  ComponentLife,
  ComponentPlace,
} from "../contracts/health/component-condition.ts";
import type { ExpectedLife } from "../contracts/health/expected-life.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Follower, FollowerMark, FollowerNeeds, FollowerOutput } from "../contracts/path/follower.ts";
import type { FollowerContext } from "../contracts/path/follower-plugin.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { type BrokenWatch, PlantHealth } from "./plant-health.ts";
import { HealthStore } from "./store.ts";
import type { WatchMaker } from "./watch.ts";

/** The state of a plant has some megabytes; after a restart the log is read again from the last write. */
const WRITE_EVERY_MS = 60_000;

/** The questions that the follower answers. */
export type HealthAnswers = {
  expectedLives(): readonly ExpectedLife[];
  components(): readonly ComponentCondition[];
  life(place: ComponentPlace): ComponentLife | undefined;
  kinds(): readonly ComponentKinds[];
};

type OfContext = Pick<FollowerContext, "plant" | "tags" | "path" | "follows" | "log"> & {
  /** The edge, whose events say what verdicts taught; without it none is taken. */
  readonly edgeUid?: AssetUid;
} & Partial<Pick<FollowerContext, "linkOf">>;

export class HealthFollower implements Follower {
  readonly name = "health";
  readonly writeEveryMs = WRITE_EVERY_MS;
  readonly waiting = 0;
  readonly needs: FollowerNeeds;
  readonly health: PlantHealth;
  readonly answers: HealthAnswers = {
    components: () => this.health.components.map(({ condition }) => condition),
    life: ({ assetUid, component }) => {
      const found = this.health.components.find((one) => one.assetUid === assetUid && one.path === component);
      if (found === undefined) return undefined;
      return { ...found.life, expected: this.health.expectedLifeAt(assetUid, component) ?? null };
    },
    expectedLives: () => this.health.expectedLives,
    kinds: () => this.health.components.map(({ assetUid, path, kinds }) => ({ assetUid, component: path, kinds })),
  };
  readonly #store: HealthStore;
  #mark: FollowerMark;

  constructor(context: OfContext, makers: readonly WatchMaker[]) {
    const { plant, tags, path, follows, log, edgeUid, linkOf } = context;
    this.health = new PlantHealth({ plant, tags, makers, edgeUid, linkOf, onBroken: logBroken(log) });
    this.needs = { tags: this.health.tags, events: this.health.events, waveforms: true };
    this.#store = new HealthStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#store.restore(this.health.parts());
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  observe(samples: SampleBatch): void {
    this.health.observe(samples);
  }

  take(event: EdgeEvent): void {
    this.health.take(event);
  }

  takeWaveform(block: WaveformBlock): void {
    this.health.waveform(block);
  }

  tick(second: Micros): FollowerOutput | undefined {
    const findings = this.health.second(second);
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    this.#store.write(this.health.parts(), mark);
    this.#mark = mark;
  }

  close(): void {
    this.#store.close();
  }
}

function logBroken(log: Logger): (broken: BrokenWatch) => void {
  return ({ watch, label, error }) =>
    log.error(
      { asset: label, watch, err: error },
      "a watch of a component failed: it says nothing more until the edge starts again; the others go on",
    );
}
