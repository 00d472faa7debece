/** Questions to followers, and answers that must not harm another follower (docs/rules/follower.md). */
import { describe, expect, it, vi } from "vitest";
import { ALL, asked, caughtUp, feed, folder, healthOf, learntOf, start } from "../fakes/followers/bench.ts";

describe("a question to a follower", () => {
  it("[FO13] is answered with the follower's result, or with its error, which names the follower", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "oracle"]);
    await feed(commitLog);
    await caughtUp(thread, commitLog, "sound");
    const { ask } = asked(thread, "oracle");
    await expect(ask("throws")).rejects.toMatchObject({
      code: "unavailable",
      message: "follower oracle could not answer: the answer broke",
    });
    await expect(ask("refuses")).rejects.toMatchObject({ code: "not-found", message: "there is no such thing" });
    await expect(ask("cannotCross")).rejects.toMatchObject({ code: "unavailable" });
    await expect(ask("toString" as "learnt")).rejects.toThrow("follower oracle could not answer: it knows no question");
    await expect(thread.follower("absent").ask("x")).rejects.toThrow("this edge has no follower absent");
    expect((await learntOf(thread, "oracle")).ticks).toBe(5);
    expect(thread.questions).toMatchObject([
      { name: "sound", failed: 0, refused: 0 },
      { name: "oracle", answered: 2, failed: 3, refused: 0 },
    ]);
    expect([thread.restarts, healthOf(thread, "oracle").retries]).toEqual([0, 0]);
  });

  it("[FO13] with an answer over the bound is refused, and one follower's flood harms no other", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "oracle"]);
    await vi.waitFor(() => expect(healthOf(thread, "oracle").state).toBe("running"), { timeout: 60_000 });
    await expect(asked(thread, "oracle").ask("floods", 40)).rejects.toMatchObject({
      code: "bad-request",
      message: "the answer of follower oracle has 40 MiB, more than 32; ask for less",
    });
    const done: string[] = [];
    const many = Array.from({ length: 40 }, () =>
      asked(thread, "oracle")
        .ask("floods", 1)
        .then(
          () => done.push("oracle"),
          ({ message }) => message as string,
        ),
    );
    const other = learntOf(thread, "sound").then(() => done.push("sound"));
    const answers = await Promise.all(many);
    await other;
    const full = "follower oracle: 32 questions wait already; ask again in a few seconds";
    expect(answers.slice(32)).toEqual(Array.from({ length: 8 }, () => full));
    // Asked after all the others, answered after the first of them.
    expect(done.indexOf("sound")).toBeLessThan(3);
    expect(thread.questions[1]).toMatchObject({ refused: 8 });
  });

  it.each(["hangs", "hoards"] as const)(
    "[FO5] [FO13] whose answer %s ends the thread once; then it is not asked for a while, and no item is lost",
    async (question) => {
      const commitLog = await folder.start();
      const thread = await start(commitLog, ["sound", "oracle"], { memoryMb: 256 });
      await feed(commitLog);
      await caughtUp(thread, commitLog, "oracle");
      const { taken } = healthOf(thread, "oracle");
      await expect(asked(thread, "oracle").ask(question)).rejects.toMatchObject({ code: "unavailable" });
      await vi.waitFor(() => expect(thread.restarts).toBe(1), { timeout: 60_000 });
      const again = await caughtUp(thread, commitLog, "sound");
      expect(again).toMatchObject({ values: ALL, events: ["before", "poison", "after"] });
      await expect(learntOf(thread, "oracle")).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/^an answer of follower oracle ended its thread; it is asked again in \d+ s$/),
      });
      expect(thread.health().map(({ state, setAside }) => [state, setAside])).toEqual([
        ["running", 0],
        ["running", 0],
      ]);
      expect(healthOf(thread, "oracle").taken).toBeGreaterThanOrEqual(taken);
      expect(thread.restarts).toBe(1);
    },
  );
});
