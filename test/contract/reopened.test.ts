/** Every follower continues after a kill as if there had been none (docs/rules/follower.md, FO2). */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPlant } from "../../bench/production/plant-tags.ts";
import type { ComponentPlace } from "../../edge/contracts/health/component-condition.ts";
import type { Answers, Follower, FollowerOutput } from "../../edge/contracts/path/follower.ts";
import type { LogPosition } from "../../edge/contracts/path/source.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { LogTime } from "../../edge/historian/follow/log-time.ts";
import { arrivalOf, itemsOf, Needed } from "../../edge/historian/follow/needed.ts";
import type { LogItem } from "../../edge/historian/log/log-chunk.ts";
import { plugins } from "../../edge/plugins.ts";
import { loadFollowers } from "../../edge/production/books/load-followers.ts";
import { openBooks } from "../../edge/production/books/open-books.ts";
import { planBooks } from "../../edge/production/books/plan-books.ts";
import { rowsOfFollower } from "../fakes/followers/rows.ts";
import { logOfPlant } from "../fakes/followers/whole-plant.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";
import { randomOf, SEED } from "../run/seed.ts";

const KILLS = sizeOf("GEMBA_REOPENINGS", { short: 6, full: 40 });
const [MINUTES, PLANTS] = IS_FULL ? [20, 2] : [5, 1];
const log = pino({ level: "silent" });
const demo = await demoPlant();
const root = mkdtempSync(join(tmpdir(), "gemba-reopened-"));

afterAll(() => rmSync(root, { recursive: true }));

/** Opens the followers of the demo plant over a folder. */
async function openersIn(dir: string): Promise<ReadonlyMap<string, () => Follower>> {
  mkdirSync(dir, { recursive: true });
  const { config, plant, tags } = demo;
  const linkNames = new Map(tags.all().map(({ link, source }) => [link, source]));
  const follows = { uid: "log", uidOfFolder: undefined };
  const edgeUid = "edge" as AssetUid;
  const plan = planBooks({ config, followers: plugins.followers, plant, tags, linkNames, dir, follows, edgeUid });
  const deletionTime = (): number => Number.MAX_SAFE_INTEGER;
  const { followers } = openBooks(plan, await loadFollowers(plan), { log, deletionTime });
  return new Map(followers.map(({ name, open }) => [name, open]));
}

/** Numbers of items: the follower writes before one, and is killed before the other. */
interface Cut {
  readonly write: number;
  readonly kill: number;
}

/** Cuts all over the log, the first while the material book learns what was in the plant. */
function cutsOf(name: string, items: number): readonly Cut[] {
  const random = randomOf(name);
  return Array.from({ length: KILLS }, (_, number): Cut => {
    const kill = Math.floor(((number + random()) / KILLS / (number === 0 ? 3 : 1)) * items);
    return { write: Math.max(0, kill - Math.floor(random() * 80)), kill };
  });
}

interface Led {
  readonly follower: Follower;
  /** By the position in the log at which it was made. */
  readonly outputs: ReadonlyMap<LogPosition, unknown>;
}

/** Leads a follower along the log as the edge does, with these writes and kills. */
function lead(open: () => Follower, items: readonly LogItem[], cuts: readonly Cut[]): Led {
  const outputs = new Map<LogPosition, unknown>();
  let follower = open();
  let [needed, time] = [new Needed(follower), new LogTime(follower.mark.time)];
  const give = (from: number, to: number): void => {
    for (const item of items.slice(from, to)) {
      const second = time.advance(arrivalOf(item));
      const output = second === undefined ? undefined : follower.tick(second);
      needed.give(item);
      if (output !== undefined) outputs.set(item.at, plain(output));
    }
  };
  const write = (at: number): void => {
    const last = items[at - 1];
    if (last !== undefined) follower.write({ position: last.at + itemsOf(last), time: time.now });
  };
  let next = 0;
  for (const cut of cuts) {
    if (cut.write > next) {
      give(next, cut.write);
      write(cut.write);
      next = cut.write;
    }
    give(next, cut.kill);
    follower.close();
    follower = open();
    [needed, time] = [new Needed(follower), new LogTime(follower.mark.time)];
    next = items.findIndex(({ at }) => at >= follower.mark.position);
  }
  give(next, items.length);
  write(items.length);
  return { follower, outputs };
}

/** A copy that can be compared. */
function plain({ samples, findings }: FollowerOutput): unknown {
  const rows =
    samples === undefined
      ? []
      : Array.from(samples.tags, (tag, row) => [tag, samples.times[row], samples.values[row], samples.statuses[row]]);
  return structuredClone({ rows, findings });
}

/** What the follower answers about the log's end. */
function answered({ answers = {} }: Follower, items: readonly LogItem[]): Readonly<Record<string, unknown>> {
  const [from, to] = [arrivalOf(items[0] as LogItem), arrivalOf(items.at(-1) as LogItem)];
  const { assetUid } = demo.plant.assets.find(({ label }) => label === "CNC-201") as { readonly assetUid: AssetUid };
  const asked: Readonly<Record<string, readonly unknown[]>> = {
    places: [undefined],
    pieces: [{ at: undefined, text: "", place: undefined, limit: 10_000 }],
    orders: [undefined, to],
    reconciliation: [],
    states: [assetUid, from, to],
    stops: [assetUid, from, to],
    kpis: [to, 10],
    orderFigures: [from, to],
    since: [],
    nodes: [from, to],
    components: [],
    kinds: [],
  };
  const ask = (question: string, ...args: readonly unknown[]): unknown =>
    (answers as Answers)[question]?.(...(args as never[]));
  const found = Object.entries(asked).map(([question, args]) => [question, ask(question, ...args)] as const);
  const components = (ask("components") ?? []) as readonly ComponentPlace[];
  return { ...Object.fromEntries(found), lives: components.map((place) => ask("life", place)) };
}

describe.each(Array.from({ length: PLANTS }, (_, number) => (SEED + number) % 2 ** 31))(
  "a plant of seed %i",
  (seed) => {
    let items: readonly LogItem[];

    beforeAll(async () => {
      items = await logOfPlant(demo, { seed, minutes: MINUTES });
    });

    it.each(plugins.followers.map(({ name }) => name))(
      "[FO2] [M23] the follower %s gives the same rows, outputs and answers however often it is killed",
      async (name) => {
        const [through, killed] = [join(root, `${seed}-through`), join(root, `${seed}-killed`)];
        const open = async (dir: string): Promise<() => Follower> => (await openersIn(dir)).get(name) as () => Follower;
        const whole = lead(await open(through), items, []);
        const cuts = cutsOf(`${name} ${seed}`, items.length);
        const openAgain = await open(killed);
        const cut = lead(openAgain, items, cuts);
        const asked = answered(whole.follower, items);
        whole.follower.close();
        cut.follower.close();
        const reopened = openAgain();
        expect(answered(reopened, items), `answers, cuts ${JSON.stringify(cuts)}`).toEqual(asked);
        reopened.close();
        expect([...cut.outputs]).toEqual([...whole.outputs]);
        const [rows, same] = [killed, through].map((dir) => rowsOfFollower(name, dir));
        expect(Object.keys(rows ?? {})).toEqual(Object.keys(same ?? {}));
        for (const table of Object.keys(same ?? {})) expect(rows?.[table], table).toEqual(same?.[table]);
        if (name === "material")
          expect(
            (asked["reconciliation"] as { readonly mismatches: readonly unknown[] }).mismatches.length,
          ).toBeGreaterThan(3);
      },
    );
  },
);
