import { expect, it } from "vitest";
import { lastTickOf } from "../../../edge/contracts/path/follower.ts";
import { LogTime } from "../../../edge/historian/follow/log-time.ts";
import { randomOf } from "../../run/seed.ts";

it("[FO2] a follower that is opened at a mark goes on with the tick of the second that the mark lies in", () => {
  const random = randomOf("log-time");
  const time = new LogTime(Number.NaN);
  let [arrival, ticked] = [1_772_409_600_000_000, Number.NaN];
  for (let n = 0; n < 500; n++) {
    arrival += Math.floor(random() * 700_000);
    ticked = time.advance(arrival) ?? ticked;
    expect(lastTickOf({ time: time.now })).toBe(ticked);
    // Items that follow in this second bring no second tick, however it is opened.
    expect(new LogTime(time.now).advance(ticked + 999_999)).toBeUndefined();
  }
  expect(lastTickOf({ time: Number.NaN })).toBeNaN();
});
