/** Counts events of the log into a file, in the thread of the followers, and answers how many there were. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { FollowerMark } from "../../../../edge/contracts/path/follower.ts";
import type { FollowerModule } from "../../../../edge/contracts/path/follower-plugin.ts";
import type { TallyConfig } from "./config.ts";

interface Tally {
  readonly count: number;
  readonly position: number;
  readonly time: number | null;
}

/** The questions, with their arguments and answers. */
export type TallyAnswers = { count(): number };

export const openFollower: FollowerModule<TallyConfig>["openFollower"] = ({ type, stopAt }, { path }) => {
  const kept: Tally = existsSync(path)
    ? (JSON.parse(readFileSync(path, "utf8")) as Tally)
    : { count: 0, position: 0, time: null };
  let { count } = kept;
  let mark: FollowerMark = { position: kept.position, time: kept.time ?? Number.NaN };
  const answers: TallyAnswers = { count: () => count };
  return {
    name: "tally",
    needs: { tags: [], events: [type], waveforms: false },
    get mark() {
      return mark;
    },
    waiting: 0,
    answers,
    observe: () => undefined,
    take: () => {
      count = Math.min(stopAt, count + 1);
    },
    tick: () => undefined,
    write(next) {
      writeFileSync(path, JSON.stringify({ count, ...next }));
      mark = next;
    },
    close: () => undefined,
  };
};
