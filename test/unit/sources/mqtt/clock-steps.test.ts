import type { Logger } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SparkplugSurvey } from "../../../../edge/sources/mqtt/discovery/sparkplug-survey.ts";
import { Pacing } from "../../../../edge/sources/mqtt/pacing.ts";
import { Rejections } from "../../../../edge/sources/mqtt/rejections.ts";
import { STATE_OVERDUE_MS } from "../../../../edge/sources/mqtt/vda5050/observer.ts";
import { STEPS, stepWallClock, stopClocks } from "../../../fakes/clock/clocks.ts";
import { data, deviceBirth, setUp as edgeNode, nodeBirth } from "../../../fakes/mqtt/sparkplug-host.ts";
import { header, state, setUp as vehicles } from "../../../fakes/mqtt/vehicles.ts";

beforeEach(stopClocks);
afterEach(() => void vi.useRealTimers());

describe.each(STEPS)("[TW9] a wall clock set %s", (_how, stepMs) => {
  it("loses no vehicle, and hides none that is lost", () => {
    const { send, isLive, pass } = vehicles();
    send("state", state(1));
    stepWallClock(stepMs);
    pass(STATE_OVERDUE_MS - 1);
    expect(isLive.get(0)).toBe(true);
    pass(STATE_OVERDUE_MS);
    expect(isLive.get(0)).toBe(false);
  });

  it("brings no vehicle back whose connection ended, and keeps none away whose states go on", () => {
    const { send, isLive } = vehicles();
    send("connection", { ...header(1), connectionState: "OFFLINE" });
    stepWallClock(stepMs);
    vi.advanceTimersByTime(9_999);
    send("state", state(1));
    expect(isLive.get(0)).toBe(false);
    vi.advanceTimersByTime(1);
    send("state", state(2));
    expect(isLive.get(0)).toBe(true);
  });

  it("neither cuts nor prolongs the wait for a missing message of an edge node", () => {
    const { send, gaps, pass } = edgeNode();
    send("NBIRTH", nodeBirth());
    send("DBIRTH", deviceBirth());
    send("DDATA", data(3, 30));
    stepWallClock(stepMs);
    pass(999);
    expect(gaps()).toEqual([]);
    pass(1_000);
    expect(gaps()).toHaveLength(1);
  });

  it("neither cuts nor prolongs the wait for further stored values of an edge node", () => {
    const { send, inlet, pass } = edgeNode();
    send("NBIRTH", nodeBirth(1));
    send("DBIRTH", deviceBirth());
    send("NBIRTH", nodeBirth(2, 60_000));
    send("DBIRTH", deviceBirth(1, 60_001));
    send("DDATA", data(2, 30_000, { isHistorical: true }));
    const closed = () => inlet.events.filter(({ type }) => type === "gap.closed");
    stepWallClock(stepMs);
    pass(2_999);
    expect(closed()).toEqual([]);
    pass(3_000);
    expect(closed()).toHaveLength(1);
  });

  it("neither cuts nor prolongs the wait for the births of a node and of its devices", () => {
    const { send, isLive, commands, pass } = edgeNode();
    stepWallClock(stepMs);
    pass(499);
    expect(commands()).toHaveLength(0);
    pass(500);
    expect(commands()).toHaveLength(1);
    send("NBIRTH", nodeBirth());
    send("DBIRTH", deviceBirth());
    send("NBIRTH", nodeBirth());
    stepWallClock(stepMs);
    pass(5_000);
    expect(isLive.get(0)).toBe(true);
    pass(5_001);
    expect(isLive.get(0)).toBe(false);
  });

  it("neither cuts nor prolongs the wait before unreadable data of an edge node are declared", () => {
    const { send, gaps, pass } = edgeNode();
    send("NBIRTH", nodeBirth());
    send("DDATA", data(1, 10));
    stepWallClock(stepMs);
    pass(299_999);
    expect(gaps()).toEqual([]);
    pass(300_000);
    expect(gaps()).toHaveLength(1);
  });

  it("changes no wait before a broker is tried again", () => {
    const pacing = new Pacing(true);
    pacing.failed(true);
    stepWallClock(stepMs);
    expect(pacing.waitMs()).toBe(15_000);
    pacing.connected();
    stepWallClock(stepMs);
    pacing.ended("taken over");
    expect(pacing.waitMs()).toBe(5_000);
  });

  it("neither ends nor prolongs an episode of refused messages", () => {
    const lines: unknown[] = [];
    const log = { warn: () => lines.push("warn"), info: () => lines.push("info") };
    const rejections = new Rejections(log as unknown as Logger);
    rejections.add("line/1", "no JSON");
    stepWallClock(stepMs);
    vi.advanceTimersByTime(59_999);
    rejections.tick();
    expect(lines).toEqual(["warn"]);
    vi.advanceTimersByTime(1);
    rejections.tick();
    expect(lines).toEqual(["warn", "info"]);
  });

  it("changes no wait before a survey asks an edge node a second time", () => {
    const survey = new SparkplugSurvey();
    let asked = 0;
    const hear = () => survey.take("spBv1.0/g/DDATA/n/d", Buffer.from(""), () => asked++);
    hear();
    stepWallClock(stepMs);
    vi.advanceTimersByTime(1_999);
    hear();
    expect(asked).toBe(1);
    vi.advanceTimersByTime(1);
    hear();
    expect(asked).toBe(2);
  });
});
