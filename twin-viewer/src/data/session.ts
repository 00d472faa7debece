import { effect, untracked } from "@preact/signals";
import type { WireFrame } from "../../../edge/batch/wire.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { EdgeMessage } from "../../../edge/contracts/path/stream.ts";
import { runAlarmSound } from "./alarm-sound.ts";
import { fetchPlant, wordsOf } from "./api.ts";
import { atSite, SITE_OF_HUB } from "./base.ts";
import { followHub, isPlantAway } from "./hub-link.ts";
import { StreamLink } from "./link.ts";
import { takeLiveRisk } from "./live-risk.ts";
import { Mirror } from "./mirror.ts";
import { followPin } from "./pinned-moment.ts";
import { PlantIndex } from "./plant-index.ts";
import { futureGhost, played } from "./played.ts";
import { followRecap } from "./recap.ts";
import { Replay } from "./replay.ts";
import {
  alerts,
  clockOffsetMs,
  connection,
  dictionaryVersion,
  futureMoment,
  kpis,
  linksVersion,
  liveNowMs,
  moment,
  plant,
  plantFailure,
  second,
  sources,
  traffic,
} from "./signals.ts";
import { Slots } from "./slots.ts";
import { settleActs } from "./waiting-acts.ts";
import { followZoneCounts } from "./zone-counts.ts";

const RETRY_MS = 2_000;
/** Smaller differences of the clocks do not change ages in tenths of seconds. */
const CLOCK_STEP_MS = 150;
const HIDDEN_FLUSH_MS = 1_000;

/** A receiver of the changed tags, once per animation frame. */
export type DirtyListener = (dirty: readonly number[]) => void;

/** Everything that keeps the page in step with the edge. One for the life of the page. */
export class Session {
  readonly mirror = new Mirror();
  readonly slots = new Slots();
  readonly #live: StreamLink<EdgeMessage>;
  readonly #replay: Replay;
  readonly #listeners = new Set<DirtyListener>();
  #epoch: number | undefined;
  #edgeId: string | undefined;
  #flushRequested = false;
  #hasValues = false;
  #appliedBefore = 0;
  #lagMs = 0;

  constructor() {
    this.#live = new StreamLink<EdgeMessage>(
      socketAddress("/api/v1/stream"),
      {
        message: (message) => this.#onMessage(message),
        frame: (frame) => this.#onFrame(frame),
        state: (state) => this.#onState(state, this.#live),
      },
      {
        hello: () => ({
          kind: "hello",
          have: this.mirror.version,
          ...(this.#epoch === undefined ? {} : { epoch: this.#epoch }),
        }),
      },
    );
    this.#replay = new Replay(socketAddress("/api/v1/replay"), this.mirror, {
      dictionary: (message) => this.#onDictionary(message),
      drawn: () => this.#requestFlush(),
      state: (state, link) => this.#onState(state, link),
      end: () => this.live(),
    });
  }

  start(): void {
    void this.#loadPlant();
    // A link to an instant starts the replay before the page is drawn.
    if (moment.value === null) this.#live.start();
    setInterval(() => this.#everySecond(), 1000);
    effect(() => {
      plant.value?.setTags(this.mirror.tags());
    });
    followHubLink(this);
    followPin();
    followZoneCounts();
    runAlarmSound();
    followRecap(this);
  }

  /** Calls `listener` with the changed tags before each picture, until the returned function is called. */
  onDirty(listener: DirtyListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Shows the plant at `atMs`, milliseconds of the edge's clock, and plays at `speed` times real time; 0 rests.
   */
  replay(atMs: number, speed = 0): void {
    if (atMs >= liveNowMs()) {
      this.live();
      return;
    }
    this.#leaveFuture();
    if (moment.value === null) {
      this.#live.stop();
      this.mirror.setPast(true);
      // Current figures beside machines of the past would put two times on one page.
      kpis.value = [];
      takeLiveRisk(null);
    }
    this.#replay.show(atMs, speed);
  }

  /** Reads places and assets again after a change of the layout. */
  reloadPlant(): void {
    void this.#loadPlant();
  }

  /** Forgets all that is known of now and of the past: a future is shown, of which `apply` tells what is forecast. */
  leaveNow(): void {
    this.#live.stop();
    this.#replay.stop();
    moment.value = null;
    this.mirror.setPast(true);
    this.mirror.clear();
    this.mirror.setReachable(true);
    alerts.value = [];
    kpis.value = [];
    takeLiveRisk(null);
    this.#requestFlush();
  }

  /** Values of a future that is played. */
  apply(samples: SampleBatch): void {
    this.mirror.apply(samples);
    this.#requestFlush();
  }

  /** Back to now. */
  live(): void {
    if (moment.value === null && futureMoment.value === null) return;
    this.#replay.stop();
    moment.value = null;
    this.#leaveFuture();
    this.mirror.setPast(false);
    this.mirror.clear();
    alerts.value = [];
    this.#live.start();
  }

  /** What is forecast is no value of another time. */
  #leaveFuture(): void {
    if (played.value === null && futureMoment.value === null) return;
    played.value = null;
    futureMoment.value = null;
    futureGhost.value = null;
    this.mirror.clear();
    this.#requestFlush();
  }

  async #loadPlant(): Promise<void> {
    try {
      plant.value = new PlantIndex(await fetchPlant());
      plantFailure.value = null;
      dictionaryVersion.value++;
    } catch (error) {
      plantFailure.value = wordsOf(error);
      setTimeout(() => void this.#loadPlant(), RETRY_MS);
    }
  }

  #onMessage(message: EdgeMessage): void {
    switch (message.kind) {
      case "dictionary":
        this.#onDictionary(message);
        break;
      case "links": {
        this.mirror.setLinks(message.links, Date.now());
        const offset = message.now / 1000 - Date.now();
        if (Math.abs(offset - clockOffsetMs.value) > CLOCK_STEP_MS) clockOffsetMs.value = offset;
        linksVersion.value++;
        break;
      }
      case "alerts":
        alerts.value = message.alerts;
        settleActs(message.alerts);
        break;
      case "live-risk":
        takeLiveRisk(message.risk);
        break;
      case "kpis":
        kpis.value = message.kpis;
        break;
      case "sources":
        sources.value = message.sources;
        break;
    }
  }

  #onDictionary({ edgeId, epoch, tags }: Extract<EdgeMessage, { kind: "dictionary" }>): void {
    const isAnother = this.#epoch !== undefined && (this.#epoch !== epoch || this.#edgeId !== edgeId);
    // After a restart the config may differ: places and assets are read again.
    if (isAnother) {
      this.mirror.clear();
      void this.#loadPlant();
    }
    this.#epoch = epoch;
    this.#edgeId = edgeId;
    this.mirror.setTags(tags);
    plant.value?.setTags(this.mirror.tags());
    dictionaryVersion.value++;
  }

  #onFrame({ version, last, samples }: WireFrame): void {
    this.mirror.apply(samples, last ? version : undefined);
    if (samples.length > 0) this.#lagMs = Math.max(0, Date.now() + clockOffsetMs.value - samples.receivedAt / 1000);
    this.#requestFlush();
  }

  #requestFlush(): void {
    if (this.#flushRequested) return;
    this.#flushRequested = true;
    if (document.hidden) setTimeout(() => this.#flush(), HIDDEN_FLUSH_MS);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    this.#flushRequested = false;
    const dirty = this.mirror.takeDirty();
    this.slots.update(dirty);
    for (const listener of this.#listeners) listener(dirty);
    if (!this.#hasValues && dirty.length > 0) {
      // Results of many values were empty so far; they need not wait for the next second.
      this.#hasValues = true;
      linksVersion.value++;
    }
    if (moment.value === null) this.#live.acknowledge();
    else this.#replay.acknowledge();
  }

  #onState(state: "open" | "gone", link: { readonly heardMs: number }): void {
    connection.value = { state, heardMs: link.heardMs };
    this.noteReach();
  }

  /** Takes what is live for live no longer once edge or plant is out of reach, and again when it is back. */
  noteReach(): void {
    if (futureMoment.peek() !== null) return;
    const isLost = isPlantAway.peek() && moment.peek() === null;
    this.mirror.setReachable(connection.peek().state === "open" && !isLost);
    this.slots.refresh();
    linksVersion.value++;
  }

  #everySecond(): void {
    second.value = Math.floor(Date.now() / 1000);
    const applied = this.mirror.applied;
    traffic.value = { samplesPerSecond: applied - this.#appliedBefore, lagMs: Math.round(this.#lagMs) };
    this.#appliedBefore = applied;
    this.slots.refresh();
  }
}

/** Through a hub the state of the plant's link comes beside the stream. */
function followHubLink(session: Session): void {
  if (SITE_OF_HUB === null) return;
  followHub();
  effect(() => {
    isPlantAway.value;
    moment.value;
    untracked(() => session.noteReach());
  });
}

function socketAddress(path: string): string {
  const url = new URL(atSite(path), window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
