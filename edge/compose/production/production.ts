/** Composition of production, as the edge sees it: the thread that keeps the books, who may ask it, and what it says. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { DeletionTime, FollowerHealth } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, TagTable } from "../../contracts/plant/tag.ts";
import type { EnergyReader } from "../../contracts/production/energy.ts";
import type { GenealogyReader } from "../../contracts/production/genealogy.ts";
import type { KpiReader } from "../../contracts/production/kpi.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import type { ProductionReader } from "../../contracts/production/production.ts";
import { followerFindings } from "../../historian/follow/follower-findings.ts";
import { FollowerOutputs } from "../../historian/follow/follower-outputs.ts";
import { type FollowerThread, startFollowers } from "../../historian/follow/follower-thread.ts";
import type { CommitLog } from "../../historian/log/commit-log.ts";
import { planBooks } from "../../production/books/plan-books.ts";
import { BOOKS, type BooksPlan } from "../../production/books/protocol.ts";
import {
  type AskedBooks,
  energyReader,
  genealogyReader,
  kpisOfBooks,
  materialReader,
  productionReader,
} from "../../production/books/readers.ts";
import type { KpisConfig } from "../../production/state/config.ts";
import { PlantKpis } from "../../production/state/kpis.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { StopStack } from "../stop-stack.ts";
import type { LogMarks } from "../storage/log-marks.ts";

const WORKER = new URL("../../production/books/worker.ts", import.meta.url);
/** The log takes an event within moments, unless the disk is full. */
const RECORD_WITHIN_MS = 5_000;
/** Of the time of a stop, what the books have to write. */
const KEEP_MS = 500;

export interface ProductionParts {
  readonly config: EdgeConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly links: readonly { readonly ref: LinkRef; readonly name: string }[];
  readonly twin: TwinReader;
  readonly commitLog: CommitLog;
  readonly dataDir: string;
  readonly log: Logger;
  readonly edgeUid: AssetUid;
  /** Put into the log what followers need of time and links. */
  readonly marks: Pick<LogMarks, "tick">;
  readonly deletionTime?: DeletionTime;
  readonly book: {
    annunciatedSince(from: Micros): number;
    apply(findings: readonly Finding[]): void;
    settled(): Promise<void>;
  };
  now(): Micros;
}

export interface OpenProduction {
  /** What API and viewer may ask. */
  readonly readers: {
    readonly material: MaterialReader;
    readonly genealogy: GenealogyReader;
    readonly production: ProductionReader;
    readonly energy: EnergyReader;
    readonly kpis: KpiReader;
  };
  health(): readonly FollowerHealth[];
  /** Gives the books what machines did before the edge began; resolves with how many are known, once it is on disk. */
  takePast(pasts: readonly MachinePast[]): Promise<number>;
  /** Steps of each second by their names, each a job of its own: one that fails keeps none of the others from its turn. */
  readonly steps: Readonly<Record<string, () => void>>;
}

/** Starts the thread that keeps the books: it catches up with the log by itself. Call it before any source starts. */
export async function openProduction(parts: ProductionParts, stop: StopStack): Promise<OpenProduction> {
  const { config, plant, tags, links, twin, commitLog, now, book, edgeUid } = parts;
  const log = parts.log.child({ part: "production" });
  const dir = join(parts.dataDir, "production");
  mkdirSync(dir, { recursive: true });
  const onFindings = async (findings: readonly Finding[]): Promise<void> => {
    book.apply(findings);
    await book.settled();
  };
  const outputs = await FollowerOutputs.open({ dir, commitLog, log, followers: BOOKS, now, onFindings });
  const thread = await startFollowers<BooksPlan>({
    entry: WORKER,
    names: BOOKS,
    own: planBooks({
      ...parts,
      linkNames: new Map(links.map(({ ref, name }) => [ref, name])),
      dir,
      follows: followedLog(dir, commitLog.logUid, log),
    }),
    commitLog,
    lettersPath: join(dir, "dead-letters.txt"),
    log,
    ...(parts.deletionTime === undefined ? {} : { deletionTime: parts.deletionTime }),
    onOutput: (follower, output, key) => outputs.take(follower, output, key),
  });
  const close = async (): Promise<void> => {
    await thread.close();
    await outputs.close();
  };
  stop.add("production books", close, { keepMs: KEEP_MS, isEarly: true });
  const books = askedBooks(thread);
  const recordReason = recorderOf(commitLog, now);
  const kpisConfig = config.kpis as KpisConfig;
  const kpis = new PlantKpis({ config: kpisConfig, plant, tags, twin, books: kpisOfBooks(books), alerts: book, now });
  return {
    readers: {
      material: materialReader(books),
      genealogy: genealogyReader(books),
      production: productionReader(books, { config: kpisConfig, plant, tags, recordReason }),
      energy: energyReader(books, { tags, twin }),
      kpis,
    },
    health: () => thread.health(),
    takePast: (pasts) => books.ask({ of: "past", pasts }) as Promise<number>,
    steps: {
      "log marks": () => parts.marks.tick(),
      "key figures": () => kpis.tick(now()),
      "follower alerts": () => book.apply(followerFindings(thread.health(), edgeUid, now())),
    },
  };
}

function askedBooks(thread: FollowerThread<BooksPlan>): AskedBooks {
  return { isCurrent: (name) => thread.isCurrent(name), ask: (question) => thread.ask(question) };
}

/** Why a machine stood is something that people said: an event of the log, as everything else that the books go by. */
function recorderOf(commitLog: CommitLog, now: () => Micros) {
  return async (
    asset: AssetUid,
    stopFrom: Micros,
    said: { readonly reason: string; readonly comment: string | null; readonly by: string },
  ): Promise<void> => {
    const at = now();
    const about = { assetUid: asset, time: stopFrom, receivedAt: at, schema: "state-reason/1" };
    const event: EdgeEvent = {
      eventUid: uuidv7(at / 1000),
      type: "state.reason",
      ...about,
      payload: { stopFrom, ...said },
    };
    await commitLog.committed(commitLog.pushEvents({ events: [event] }), AbortSignal.timeout(RECORD_WITHIN_MS));
  };
}

/** Which log the books follow. Edges that did not write it into each file wrote it beside them. */
function followedLog(dir: string, uid: string, log: Logger): FollowedLog {
  const path = join(dir, "log-uid");
  try {
    const uidOfFolder = readFileSync(path, "utf8").trim();
    if (uidOfFolder !== "") return { uid, uidOfFolder };
    log.warn({ path }, "the file is empty: books that do not say which log they follow are taken to follow this one");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      log.warn(
        { path, err: error },
        "the file cannot be read: books that do not say which log they follow are taken to follow this one",
      );
  }
  return { uid, uidOfFolder: undefined };
}
