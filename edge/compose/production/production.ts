/** Composition of production: the thread that keeps the books, the readers that ask it, and its outputs. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Answers, DeletionTime, FollowerHealth } from "../../contracts/path/follower.ts";
import type { AskedFollower, FollowerPlugin, ReadersContext, ReadersOf } from "../../contracts/path/follower-plugin.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, TagTable } from "../../contracts/plant/tag.ts";
import type { KpiReader } from "../../contracts/production/kpi.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import { followerFindings } from "../../historian/follow/follower-findings.ts";
import { FollowerOutputs } from "../../historian/follow/follower-outputs.ts";
import type { QuestionCounts } from "../../historian/follow/follower-questions.ts";
import { startFollowers } from "../../historian/follow/follower-thread.ts";
import type { CommitLog } from "../../historian/log/commit-log.ts";
import type { PlantConfig, plugins } from "../../plugins.ts";
import type { MaterialAnswered } from "../../production/books/answer-material.ts";
import type { StatesAnswered } from "../../production/books/answer-states.ts";
import { planBooks } from "../../production/books/plan-books.ts";
import type { BooksPlan } from "../../production/books/protocol.ts";
import { kpisOfBooks } from "../../production/books/readers.ts";
import { PlantKpis } from "../../production/state/kpis.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { StopStack } from "../stop-stack.ts";
import type { LogMarks } from "../storage/log-marks.ts";
import { recorderTo } from "./log-recorder.ts";

const WORKER = new URL("../../production/books/worker.ts", import.meta.url);
/** Share of the stop deadline that the books have to write. */
const KEEP_MS = 500;

export interface ProductionParts<
  Config extends PlantConfig,
  Followers extends readonly FollowerPlugin<NoInfer<Config>>[],
> {
  readonly config: Config;
  readonly followers: Followers;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly links: readonly { readonly ref: LinkRef; readonly name: string }[];
  readonly twin: TwinReader;
  readonly commitLog: CommitLog;
  readonly dataDir: string;
  readonly log: Logger;
  readonly edgeUid: AssetUid;
  /** Puts time and link states, which followers need, into the log. */
  readonly marks: Pick<LogMarks, "tick">;
  readonly deletionTime?: DeletionTime;
  readonly book: {
    annunciatedSince(from: Micros): number;
    apply(findings: readonly Finding[]): void;
    settled(): Promise<void>;
  };
  now(): Micros;
}

export interface OpenProduction<Followers extends readonly FollowerPlugin<never>[] = (typeof plugins)["followers"]> {
  /** Queries of the API. */
  readonly readers: ReadersOf<Followers> & { readonly kpis: KpiReader; recordEvent(event: EdgeEvent): Promise<void> };
  /** Questions to each follower since the edge started. */
  questions(): readonly QuestionCounts[];
  health(): readonly FollowerHealth[];
  /**
   * Gives the books the states of machines before the edge began; resolves with the number of known machines, once on
   * disk.
   */
  takePast(pasts: readonly MachinePast[]): Promise<number>;
  /**
   * Steps of each second by name. Each is a job of its own: the failure of one does not keep the others from running.
   */
  readonly steps: Readonly<Record<string, () => void>>;
}

/** Starts the thread that keeps the books; it catches up with the log by itself. Call it before any source starts. */
export async function openProduction<
  Config extends PlantConfig,
  const Followers extends readonly FollowerPlugin<NoInfer<Config>>[],
>(parts: ProductionParts<Config, Followers>, stop: StopStack): Promise<OpenProduction<Followers>> {
  const { config, plant, tags, links, twin, commitLog, now, book, edgeUid } = parts;
  const log = parts.log.child({ part: "production" });
  const dir = join(parts.dataDir, "production");
  mkdirSync(dir, { recursive: true });
  const names = parts.followers.map(({ name }) => name);
  const onFindings = async (findings: readonly Finding[]): Promise<void> => {
    book.apply(findings);
    await book.settled();
  };
  const outputs = await FollowerOutputs.open({ dir, commitLog, log, followers: names, now, onFindings });
  const thread = await startFollowers<BooksPlan>({
    entry: WORKER,
    names,
    own: planBooks<Config>({
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
  const follower = <Of extends Answers>(name: string): AskedFollower<Of> => thread.follower(name);
  const states = follower<StatesAnswered>("states");
  const books = kpisOfBooks(states, follower<MaterialAnswered>("material"));
  const kpis = new PlantKpis({ config: config.kpis, plant, tags, twin, books, alerts: book, now });
  const context = { config, plant, tags, twin, follower, record: recorderTo(commitLog), now };
  return {
    readers: Object.assign(readersOf(parts.followers, context), { kpis, recordEvent: context.record }),
    questions: () => thread.questions,
    health: () => thread.health(),
    takePast: (pasts) => states.ask("past", pasts),
    steps: {
      "log marks": () => parts.marks.tick(),
      "key figures": () => kpis.tick(now()),
      "follower alerts": () => book.apply(followerFindings(thread.health(), edgeUid, now())),
    },
  };
}

function readersOf<Config, const Followers extends readonly FollowerPlugin<Config>[]>(
  followers: Followers,
  context: ReadersContext<Config>,
): ReadersOf<Followers> & object {
  return Object.assign({}, ...followers.map((plugin) => plugin.readers?.(context))) as ReadersOf<Followers> & object;
}

/** The log that the books follow. Older edges wrote its uid into one file of the folder instead of into each book. */
function followedLog(dir: string, uid: string, log: Logger): FollowedLog {
  const path = join(dir, "log-uid");
  try {
    const uidOfFolder = readFileSync(path, "utf8").trim();
    if (uidOfFolder !== "") return { uid, uidOfFolder };
    log.warn({ path }, "the file is empty: books that do not name their log are assumed to follow this one");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      log.warn(
        { path, err: error },
        "the file cannot be read: books that do not name their log are assumed to follow this one",
      );
  }
  return { uid, uidOfFolder: undefined };
}
