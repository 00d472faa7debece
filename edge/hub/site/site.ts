/** One site at the hub, as the parts that an API needs: an edge that follows what the hub gets (rules HS6 to HS10). */
import type { Logger } from "pino";
import { FollowedAlerts, MOST_ALERTS } from "../../alerts/followed-alerts.ts";
import type { ApiDeps } from "../../api/server.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { SavedBook } from "../../contracts/explore/saved-book.ts";
import type { SiteActs, SiteLink } from "../../contracts/fleet/site.ts";
import type { SiteSummary } from "../../contracts/fleet/site-summary.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { LINKS_CHANGED } from "../../contracts/path/live-links.ts";
import { ALERT_CHANGED, type Keyframe } from "../../contracts/path/replay.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { createExplorer } from "../../explore/explorer.ts";
import { SITE_FILES } from "../../fleet/wire/site-files.ts";
import { type CommitGroup, partsOf } from "../../historian/log/pending.ts";
import { ISLANDS_CHANGED } from "../../islands/events.ts";
import { Counters } from "../../observe/counters.ts";
import { Jobs } from "../../observe/jobs.ts";
import type { FeedListener } from "./edge-feed.ts";
import { ELSEWHERE } from "./elsewhere.ts";
import type { SiteFileStore } from "./site-file-store.ts";
import { siteHealth } from "./site-health.ts";
import { SiteIslands } from "./site-islands.ts";
import { siteKpis } from "./site-kpis.ts";
import { siteLinkOf } from "./site-link.ts";
import { plantAt, readSitePlant } from "./site-plant.ts";
import type { SiteSource } from "./site-source.ts";
import { SiteTwin } from "./site-twin.ts";

/** All times that samples and events have. */
const EVER = Number.MAX_SAFE_INTEGER - 1;
const MOST_LINK_EVENTS = 10_000;
const MOST_ISLAND_EVENTS = 1_000;
/** Items that come while a site opens; of more the opening begins anew. */
const MOST_MEANWHILE = 50_000;
const LATE = "The hub's history of this site is not up to date yet. Try again in a few seconds.";

export interface SiteParts {
  /** As it is at the time of the call. */
  readonly source: () => SiteSource;
  readonly files: SiteFileStore;
  readonly log: Logger;
  /** Absent: people's acts are refused. */
  readonly acts?: SiteActs;
  /** The edge's newest figures of the site; absent or undefined where the hub has none. */
  readonly summary?: () => SiteSummary | undefined;
  /** Where acts of people are recorded at the hub; absent: what must be recorded is refused. */
  readonly journal?: Journal;
}

export interface Site {
  readonly edgeId: string;
  readonly deps: ApiDeps;
  link(): SiteLink;
  close(): void;
}

/**
 * Opens a site: its present from the newest keyframe of its history, and what comes from then on. Rejects with
 * EdgeError `unavailable` while plant or history are not there yet, `conflict` where its files cannot be used.
 */
export async function openSite(parts: SiteParts): Promise<Site> {
  const { source, files } = parts;
  const plant = await readSitePlant(files, source());
  const { edgeId, feed, store } = source();
  const meanwhile = new Meanwhile();
  const leave = feed.follow(meanwhile);
  try {
    const keyframe = await keyframeNow(source());
    const [links, changes, islands] = await Promise.all([
      newest(source(), LINKS_CHANGED, MOST_LINK_EVENTS),
      newest(source(), ALERT_CHANGED, MOST_ALERTS),
      newest(source(), ISLANDS_CHANGED, MOST_ISLAND_EVENTS),
    ]);
    const islandFile = await files.read(plant.files, SITE_FILES.islands);
    const folder = await files.folderOf(plant.version, plant.files);
    // From here on nothing waits, so no item is missed and none comes twice.
    const twin = new SiteTwin({ ...plant, feed });
    // A keyframe does not say when its samples arrived: at the latest with the newest item.
    twin.begin({ ...keyframe.samples, receivedAt: feed.storedTo ?? Date.now() * 1000 }, links);
    const alerts = new FollowedAlerts(keyframe.alerts, changes, {
      knownFrom: knownFrom(changes, source().isWhole),
      refusal: () => new EdgeError("conflict", ELSEWHERE),
    });
    const book = new SiteIslands(islandFile?.toString("utf8"), islands);
    const following = new Following({ twin, alerts, islands: book, log: parts.log });
    meanwhile.handOver(following);
    const stop = feed.follow(following);
    const link = (): SiteLink => siteLinkOf(source().link);
    const openedAt = Date.now();
    const now = () => Math.round(feed.edgeNow ?? Date.now() * 1000);
    const health = () => siteHealth({ link: link(), links: twin.links(), historian: store.health(), openedAt });
    return {
      edgeId,
      deps: {
        ...depsOf(parts),
        plant: plant.plant,
        plantAt: (time) => plantAt(files, time),
        plantFolder: folder,
        tags: plant.tags,
        twin,
        alerts,
        explorer: createExplorer({
          tags: plant.tags,
          historian: store.history.historian,
          saved: NOTHING_SAVED,
          alerts,
        }),
        get islands() {
          return book.book;
        },
        kpis: siteKpis(parts.summary ?? (() => undefined), now),
        health,
        // Readers that come back must forget what they had of an earlier opening.
        epoch: openedAt,
        now,
      },
      link,
      close: stop,
    };
  } finally {
    leave();
  }
}

/** The parts that do not depend on the plant. */
function depsOf({ source, log, acts, journal = NO_JOURNAL }: SiteParts) {
  const { edgeId, store } = source();
  return {
    ...store.history,
    edgeId,
    journal,
    ...(acts === undefined
      ? {}
      : ({ sendAct: (alertUid, action) => acts.act(alertUid, action) } satisfies Pick<ApiDeps, "sendAct">)),
    staticDir: undefined,
    counters: new Counters(),
    jobs: new Jobs(log),
    log,
  };
}

/** What people save is a record of the edge. */
const NOTHING_SAVED: Pick<SavedBook, "find"> = { find: () => undefined };

const NO_JOURNAL: Journal = {
  record: () => Promise.reject(new EdgeError("conflict", ELSEWHERE)),
  missing: async (uids) => uids,
  read: () => Promise.reject(new EdgeError("conflict", ELSEWHERE)),
};

/** The newest of a type, oldest first. */
async function newest({ store }: SiteSource, type: string, limit: number): Promise<readonly EdgeEvent[]> {
  return (await store.history.events.events({ from: 0, to: EVER, type, limit })).toReversed();
}

/** Since when all changes of alerts are known. */
function knownFrom(changes: readonly EdgeEvent[], isWhole: boolean): number {
  return isWhole && changes.length < MOST_ALERTS
    ? Number.NEGATIVE_INFINITY
    : (changes[0]?.time ?? Number.POSITIVE_INFINITY);
}

/** A keyframe with everything that the copy of the log has now. */
async function keyframeNow({ store }: SiteSource): Promise<Keyframe> {
  if (!(await store.catchUp())) throw new EdgeError("unavailable", LATE);
  return await store.history.replay.keyframe(EVER);
}

type Heard =
  | { readonly kind: "took"; readonly group: CommitGroup }
  | { readonly kind: "live"; readonly live: Parameters<FeedListener["live"]> };

/** What comes while the site opens. */
class Meanwhile implements FeedListener {
  #heard: Heard[] = [];
  #isTooMuch = false;

  took(group: CommitGroup): void {
    this.#add({ kind: "took", group });
  }

  live(...live: Parameters<FeedListener["live"]>): void {
    this.#add({ kind: "live", live });
  }

  /** Throws EdgeError `unavailable` where more came than was kept. */
  handOver(to: FeedListener): void {
    if (this.#isTooMuch) throw new EdgeError("unavailable", LATE);
    for (const heard of this.#heard) {
      if (heard.kind === "took") to.took(heard.group);
      else to.live(...heard.live);
    }
  }

  #add(heard: Heard): void {
    this.#isTooMuch ||= this.#heard.length >= MOST_MEANWHILE;
    if (this.#isTooMuch) this.#heard = [];
    else this.#heard.push(heard);
  }
}

interface FollowingParts {
  readonly twin: SiteTwin;
  readonly alerts: FollowedAlerts;
  readonly islands: SiteIslands;
  readonly log: Logger;
}

/** Brings what is heard to the parts of a site. */
class Following implements FeedListener {
  readonly #parts: FollowingParts;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  took(group: CommitGroup): void {
    const { twin } = this.#parts;
    this.#guarded(() => twin.took(group));
    this.#takeEvents(partsOf(group).events);
  }

  live(batches: readonly SampleBatch[], events: readonly EdgeEvent[], to: LogPosition): void {
    const { twin } = this.#parts;
    this.#guarded(() => twin.live(batches, events, to));
    this.#takeEvents(events);
  }

  #takeEvents(events: readonly EdgeEvent[]): void {
    const { alerts, islands } = this.#parts;
    for (const event of events)
      this.#guarded(() => {
        alerts.take(event);
        islands.take(event);
      });
  }

  /** An item that the site cannot read is left out of it; the copy of the log and the history have it. */
  #guarded(take: () => void): void {
    try {
      take();
    } catch (error) {
      this.#parts.log.error({ reason: reasonOf(error) }, "a site cannot take an item");
    }
  }
}
