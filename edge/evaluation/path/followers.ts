/** The followers of the log in an evaluation, without a log: each gets what it needs, second by second (E21). */
import { join } from "node:path";
import type { Logger } from "pino";
import { edgeUidOf } from "../../compose/alerting/alerting.ts";
import { LogMarks } from "../../compose/storage/log-marks.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Answers, Follower, FollowerOutput } from "../../contracts/path/follower.ts";
import type { FollowerContext, FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { LinkRef, TagRef } from "../../contracts/plant/tag.ts";
import { LogTime } from "../../historian/follow/log-time.ts";
import { Needed } from "../../historian/follow/needed.ts";
import type { BuiltPlant } from "../../model/plant.ts";
import { createTagTable } from "../../model/tag-table.ts";
import { type PlantConfig, plugins } from "../../plugins.ts";
import type { ArrivedSecond } from "../input/arrived.ts";

/**
 * Seconds between two writes of the followers' files; pending changes stay in memory. An evaluation that is killed
 * begins anew, so that writes only bound that memory: every ten minutes they took a twentieth of all CPU time.
 */
const WRITE_EVERY_S = 3600;

interface Opened {
  readonly follower: Follower;
  readonly needed: Needed;
}

export interface FollowersPlan extends Pick<BuiltPlant, "plant" | "tags" | "links"> {
  readonly config: PlantConfig;
  readonly twin: Pick<TwinReader, "links">;
  readonly dir: string;
  readonly log: Logger;
  readonly now: () => Micros;
}

export class EvaluatedFollowers {
  readonly #opened: readonly Opened[];
  readonly #time = new LogTime(Number.NaN);
  /** As in a log, there are marks only where nothing else arrives. */
  readonly #marks: LogMarks;
  #ofLinks: EdgeEvent[] = [];
  #position = 0;
  #seconds = 0;

  private constructor(followers: readonly Follower[], { twin, now }: FollowersPlan) {
    this.#opened = followers.map((follower) => ({ follower, needed: new Needed(follower) }));
    const position = (): number => this.#position;
    this.#marks = new LogMarks({
      twin,
      now,
      commitLog: {
        get position() {
          return position();
        },
        problem: undefined,
        pushEvents: ({ events }) => {
          this.#ofLinks.push(...events);
          return 0;
        },
      },
    });
  }

  /** Opens all followers, or those of these names. */
  static async open(plan: FollowersPlan, names: "all" | readonly string[]): Promise<EvaluatedFollowers> {
    const { config } = plan;
    const wanted = plugins.followers.filter(({ name }) => names === "all" || names.includes(name));
    const planned = wanted.map((plugin) => ({ plugin, ...plugin.plan(config) }));
    const needed = plan.tags.all().filter((tag) => planned.some(({ goesBy }) => goesBy(tag)));
    const followers: Follower[] = [];
    for (const { plugin, own } of planned) {
      const { openFollower } = (await import(plugin.module.href)) as FollowerModule<unknown>;
      followers.push(openFollower(own, contextOf(plan, plugin.name, needed)));
    }
    return new EvaluatedFollowers(followers, plan);
  }

  /** Passes on a second. Returns the followers' outputs at its beginning. */
  second({ at, batch, events, waveforms }: ArrivedSecond): readonly FollowerOutput[] {
    this.#marks.tick();
    const links = this.#ofLinks;
    this.#ofLinks = [];
    const entered = this.#time.advance(at);
    const outputs: FollowerOutput[] = [];
    const all = [...links, ...events];
    for (const { follower, needed } of this.#opened) {
      const output = entered === undefined ? undefined : follower.tick(entered);
      if (output !== undefined) outputs.push(output);
      let position = this.#position;
      for (const event of all) needed.give({ at: position++, event });
      if (batch.length > 0) needed.give({ at: position, batch });
      position += batch.length;
      for (const waveform of waveforms) needed.give({ at: position++, waveform });
    }
    this.#position += all.length + batch.length + waveforms.length;
    if (++this.#seconds % WRITE_EVERY_S === 0)
      for (const { follower } of this.#opened) follower.write({ position: this.#position, time: at });
    return outputs;
  }

  /** What they need of the tags of their context; one that needs all counts with none. */
  get neededTags(): readonly TagRef[] {
    return [...new Set(this.#opened.flatMap(({ follower: { needs } }) => (needs.tags === "all" ? [] : needs.tags)))];
  }

  /** The answers of one of them. */
  answersOf(name: string): Answers | undefined {
    return this.#opened.find(({ follower }) => follower.name === name)?.follower.answers;
  }

  close(): void {
    for (const { follower } of this.#opened) follower.close();
  }
}

function contextOf(
  { plant, tags, links, config, dir, log }: FollowersPlan,
  name: string,
  needed: Parameters<typeof createTagTable>[0],
): FollowerContext {
  const names = new Map<LinkRef, string>(links.map(({ ref, name: link }) => [ref, link]));
  return {
    plant,
    tags: createTagTable(needed, tags.size),
    path: join(dir, `${name}.db`),
    follows: { uid: "evaluation", uidOfFolder: undefined },
    log,
    deletionTime: () => undefined,
    isSimulated: config.simulated,
    edgeUid: edgeUidOf("evaluation"),
    linkOf: ({ link }) => names.get(link) ?? "",
  };
}
