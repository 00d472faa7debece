/** Questions to followers, and answers that must not harm another follower (docs/rules/follower.md). */
import { describe, expect, it, vi } from "vitest";
import { ALL, asked, caughtUp, feed, folder, healthOf, learntOf, start } from "../fakes/followers/bench.ts";

describe("a question to a follower", () => {
  it("[FO13] is answered with what the answer gives, or with what it throws, naming the follower", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "tells"]);
    await feed(commitLog);
    await caughtUp(thread, commitLog, "sound");
    const { ask } = asked(thread, "tells");
    await expect(ask("throws")).rejects.toMatchObject({
      code: "unavailable",
      message: "follower tells could not answer: the answer broke",
    });
    await expect(ask("refuses")).rejects.toMatchObject({ code: "not-found", message: "there is no such thing" });
    await expect(ask("cannotCross")).rejects.toMatchObject({ code: "unavailable" });
    await expect(ask("toString" as "learnt")).rejects.toThrow("follower tells could not answer: it knows no question");
    await expect(thread.follower("absent").ask("x")).rejects.toThrow("this edge has no follower absent");
    expect((await learntOf(thread, "tells")).ticks).toBe(5);
    expect(thread.questions).toMatchObject([
      { name: "sound", failed: 0, refused: 0 },
      { name: "tells", answered: 2, failed: 3, refused: 0 },
    ]);
    expect([thread.restarts, healthOf(thread, "tells").retries]).toEqual([0, 0]);
  });

  it("[FO13] with an answer over the bound is refused, and one follower's flood harms no other", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "tells"]);
    await vi.waitFor(() => expect(healthOf(thread, "tells").state).toBe("running"), { timeout: 60_000 });
    await expect(asked(thread, "tells").ask("floods", 40)).rejects.toMatchObject({
      code: "bad-request",
      message: "the answer of follower tells has 40 MiB, more than 32; ask for less",
    });
    const done: string[] = [];
    const many = Array.from({ length: 40 }, () =>
      asked(thread, "tells")
        .ask("floods", 1)
        .then(
          () => done.push("tells"),
          ({ message }) => message as string,
        ),
    );
    const other = learntOf(thread, "sound").then(() => done.push("sound"));
    const answers = await Promise.all(many);
    await other;
    const full = "follower tells: 32 questions wait already; ask again in a few seconds";
    expect(answers.slice(32)).toEqual(Array.from({ length: 8 }, () => full));
    // Asked after all the others, answered after the first of them.
    expect(done.indexOf("sound")).toBeLessThan(3);
    expect(thread.questions[1]).toMatchObject({ refused: 8 });
  });

  it.each(["hangs", "hoards"] as const)(
    "[FO5] [FO13] whose answer %s ends the thread once; then it is not asked for a while, and no item is lost",
    async (question) => {
      const commitLog = await folder.start();
      const thread = await start(commitLog, ["sound", "tells"], { memoryMb: 256 });
      await feed(commitLog);
      await caughtUp(thread, commitLog, "tells");
      const { taken } = healthOf(thread, "tells");
      await expect(asked(thread, "tells").ask(question)).rejects.toMatchObject({ code: "unavailable" });
      await vi.waitFor(() => expect(thread.restarts).toBe(1), { timeout: 60_000 });
      const again = await caughtUp(thread, commitLog, "sound");
      expect(again).toMatchObject({ values: ALL, events: ["before", "poison", "after"] });
      await expect(learntOf(thread, "tells")).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/^an answer of follower tells ended its thread; it is asked again in \d+ s$/),
      });
      expect(thread.health().map(({ state, setAside }) => [state, setAside])).toEqual([
        ["running", 0],
        ["running", 0],
      ]);
      expect(healthOf(thread, "tells").taken).toBeGreaterThanOrEqual(taken);
      expect(thread.restarts).toBe(1);
    },
  );
});
