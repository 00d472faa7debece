/**
 * Fetches the files of all sites from their edges (rules HS1 to HS4): asks for what is lacking, one piece at a time for
 * each edge, again where nothing comes, and goes on where it stood after a start.
 */
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { SideChannels } from "../../contracts/fleet/side-channel.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import {
  type Content,
  FILES_TOPIC,
  type FilesMessage,
  leftOutOf,
  MOST_LIST_BYTES,
  PIECE_TOPIC,
  readFilesMessage,
  readPiece,
  writeFilesMessage,
} from "../../fleet/wire/site-files.ts";
import { TokenBuckets } from "../../observe/token-buckets.ts";
import { Seldom } from "../seldom.ts";
import type { SiteFileStore } from "./site-file-store.ts";

/** A piece on a thin link takes some seconds, and the edge rests as long. */
const ASK_AGAIN_MS = 20_000;
/** An edge of an older version never answers. */
const WHICH_AGAIN_MS = 60_000;
/** A content that came damaged so often waits for the next greeting, or for another list. */
const MOST_DAMAGED = 3;
/** Pieces of one edge that wait for the disk. */
const MOST_WAITING = 4;
/** A plant is drawn anew every ten seconds at most: each list costs a look at all of them. */
const NEW_LISTS = { burst: 30, perSecond: 0.1 };
/** Of more, the one that was heard longest ago may name new lists as if it were the first time. */
const MOST_EDGES = 10_000;
/** An edge makes its hub warn as often as it wants. */
const WARN_EVERY_MS = 10_000;

export interface SiteFilesOptions {
  readonly channels: SideChannels;
  readonly storeOf: (edgeId: string) => SiteFileStore;
  readonly log: Logger;
  /** Called when the newest files of a site are all here. */
  readonly onChange: (edgeId: string) => void;
  /** Called when it is known how many files an edge has not sent, or that its list is not taken. */
  readonly onFigures?: (edgeId: string, figures: SiteFileFigures) => void;
  /** Monotonic ms. */
  readonly clock?: () => number;
}

export interface SiteFileFigures {
  /** Files that the newest list names as not sent. */
  readonly leftOut: number;
  /** Lists that the hub did not take since it was started. */
  readonly refusedLists: number;
}

export class SiteFilesOfEdges {
  readonly #options: SiteFilesOptions;
  readonly #newLists = new TokenBuckets(MOST_EDGES);
  readonly #clock: () => number;
  readonly #edges = new Map<string, Fetching>();

  constructor(options: SiteFilesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    const { channels } = options;
    channels.on(FILES_TOPIC, (edgeId, body) => this.#of(edgeId).hear(readFilesMessage(body)));
    channels.on(PIECE_TOPIC, (edgeId, body) => this.#of(edgeId).hearPiece(body));
    channels.onGreeted((edgeId) => this.#of(edgeId).greeted());
  }

  /** Call it about once a second. */
  tick(): void {
    for (const edge of this.#edges.values()) edge.tick();
  }

  /** Resolves when nothing is written any more. */
  async settled(): Promise<void> {
    for (const edge of this.#edges.values()) await edge.settled;
  }

  #of(edgeId: string): Fetching {
    let edge = this.#edges.get(edgeId);
    if (edge === undefined) {
      const { channels, storeOf, log, onChange, onFigures } = this.#options;
      edge = new Fetching({
        store: storeOf(edgeId),
        say: (message) => void channels.send(edgeId, FILES_TOPIC, writeFilesMessage(message)),
        log: log.child({ edge: edgeId }),
        onChange: () => onChange(edgeId),
        onFigures: (figures) => onFigures?.(edgeId, figures),
        mayBeNew: () => this.#newLists.take(edgeId, NEW_LISTS, performance.now()) === 0,
        clock: this.#clock,
      });
      this.#edges.set(edgeId, edge);
    }
    return edge;
  }
}

interface FetchingParts {
  readonly store: SiteFileStore;
  readonly log: Logger;
  say(message: FilesMessage): void;
  onChange(): void;
  onFigures(figures: SiteFileFigures): void;
  /** Whether the edge may name another list now. */
  mayBeNew(): boolean;
  clock(): number;
}

interface Wanted extends Content {
  /** Bytes of the content itself. */
  readonly length: number;
}

/** The files of one edge. */
class Fetching {
  readonly #parts: FetchingParts;
  /** The newest list that the edge has named. */
  #named: ({ readonly at: Micros } & Content) | undefined;
  #wanted: Wanted | undefined;
  #from = 0;
  #askedMs = Number.NEGATIVE_INFINITY;
  #saidMs = Number.NEGATIVE_INFINITY;
  #isGreeted = false;
  readonly #damaged = new Map<string, number>();
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #problem = "";
  readonly #warned = new Seldom(WARN_EVERY_MS);
  #figures: SiteFileFigures = { leftOut: 0, refusedLists: 0 };
  /** The list for which contents that nothing needs were removed last. */
  #keptFor = "";
  /** The list that was refused last. */
  #refused = "";

  constructor(parts: FetchingParts) {
    this.#parts = parts;
  }

  get settled(): Promise<void> {
    return this.#work;
  }

  greeted(): void {
    this.#isGreeted = true;
    this.#named = undefined;
    this.#damaged.clear();
    this.#askWhich();
  }

  tick(): void {
    const now = this.#parts.clock();
    if (this.#named === undefined) {
      if (this.#isGreeted && now - this.#saidMs >= WHICH_AGAIN_MS) this.#askWhich();
    } else if (this.#waiting === 0 && now - this.#askedMs >= ASK_AGAIN_MS) this.#inTurn(() => this.#next());
  }

  hear(message: FilesMessage | undefined): void {
    if (message?.kind === "list") {
      if (message.size > MOST_LIST_BYTES) {
        this.#refuse(message);
        return;
      }
      const isNews = this.#named?.sha256 !== message.sha256;
      // Named again by the edge until the hub has it.
      if (isNews && !this.#parts.mayBeNew()) return;
      if (isNews) this.#damaged.clear();
      this.#named = message;
      if (isNews || this.#wanted === undefined) this.#inTurn(() => this.#next());
    } else if (message?.kind === "gone" && message.sha256 === this.#wanted?.sha256) {
      this.#wanted = undefined;
      this.#named = undefined;
      this.#askWhich();
    }
  }

  hearPiece(body: Uint8Array): void {
    const piece = readPiece(body);
    if (piece === undefined || piece.sha256 !== this.#wanted?.sha256 || this.#waiting >= MOST_WAITING) return;
    this.#inTurn(() => this.#take(piece));
  }

  #askWhich(): void {
    this.#saidMs = this.#parts.clock();
    this.#parts.say({ kind: "which" });
  }

  async #take({ sha256, from, bytes }: { sha256: string; from: number; bytes: Uint8Array }): Promise<void> {
    const wanted = this.#wanted;
    // It came twice, or late.
    if (wanted?.sha256 !== sha256 || from !== this.#from || from + bytes.length > wanted.size) return;
    await this.#parts.store.append(sha256, bytes);
    this.#from += bytes.length;
    if (this.#from < wanted.size) this.#ask(wanted);
    else await this.#next();
  }

  /** Asks for the next content that is lacking; with all of them the list holds. */
  async #next(): Promise<void> {
    const { store, say, onChange } = this.#parts;
    const named = this.#named;
    if (named === undefined) return;
    const wanted = await this.#lacking(named);
    if (wanted === "none") {
      this.#wanted = undefined;
      const isNews = store.versions.at(-1)?.list !== named.sha256;
      await store.holds({ at: named.at, list: named.sha256 });
      await store.dropParts();
      this.#askedMs = Number.POSITIVE_INFINITY;
      say({ kind: "have", sha256: named.sha256 });
      if (isNews) onChange();
      return;
    }
    this.#wanted = wanted;
    if (wanted === undefined) return;
    this.#from = await store.arrived(wanted.sha256);
    if (this.#from < wanted.size) {
      this.#ask(wanted);
      return;
    }
    const isWhole = this.#from === wanted.size && (await store.finish(wanted, wanted.length));
    if (!isWhole) await this.#wasDamaged(wanted);
    await this.#next();
  }

  /** Undefined where nothing can be asked for now. */
  async #lacking(named: Content): Promise<Wanted | "none" | undefined> {
    const { store } = this.#parts;
    const tried = (one: Content): boolean => (this.#damaged.get(one.sha256) ?? 0) >= MOST_DAMAGED;
    if (store.has(named.sha256) && this.#keptFor !== named.sha256) {
      await store.keepFor(named.sha256);
      this.#keptFor = named.sha256;
    }
    if (!store.has(named.sha256)) return tried(named) ? undefined : { ...named, length: MOST_LIST_BYTES };
    const list = await store.list(named.sha256);
    if (list === undefined) {
      this.#refuse(named);
      return undefined;
    }
    this.#note({ leftOut: leftOutOf(list) });
    const lacking = list.files.find((file) => !store.has(file.sha256) && !tried(file));
    if (lacking !== undefined) return lacking;
    return list.files.every(({ sha256 }) => store.has(sha256)) ? "none" : undefined;
  }

  async #wasDamaged({ sha256 }: Content): Promise<void> {
    this.#damaged.set(sha256, (this.#damaged.get(sha256) ?? 0) + 1);
    this.#say("a file of a site came damaged");
    await this.#parts.store.dropParts();
  }

  /** Both sides say it, and the edge does not name it again. */
  #refuse({ sha256 }: Content): void {
    const { store, say } = this.#parts;
    if (sha256 !== this.#refused) this.#note({ refusedLists: this.#figures.refusedLists + 1 });
    this.#refused = sha256;
    this.#say("the list of a site's files is none, or too long, or they are larger than siteMegabytes of hub.yaml");
    say({ kind: "refused", sha256, mostListBytes: MOST_LIST_BYTES, mostBytes: store.mostBytes });
  }

  #note(figures: Partial<SiteFileFigures>): void {
    this.#figures = { ...this.#figures, ...figures };
    this.#parts.onFigures(this.#figures);
  }

  #ask({ sha256 }: Content): void {
    this.#askedMs = this.#parts.clock();
    this.#parts.say({ kind: "piece", sha256, from: this.#from });
  }

  #say(problem: string): void {
    if (problem !== this.#problem && this.#warned.isDue()) this.#parts.log.warn(problem);
    this.#problem = problem;
  }

  /** One after the other. What the disk refuses is tried again at a later turn. */
  #inTurn(work: () => Promise<void>): void {
    this.#waiting++;
    this.#askedMs = this.#parts.clock();
    this.#work = this.#work
      .then(work)
      .catch((error: unknown) => this.#say(`the files of a site cannot be kept: ${reasonOf(error)}`))
      .finally(() => {
        this.#waiting--;
      });
  }
}
