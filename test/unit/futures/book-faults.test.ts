import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { answering, DONE, folder, held, opened, QUESTION, settled, turns, until } from "../../fakes/forecast-book.ts";

describe("faults of disk and edge", () => {
  it("[FK48] an outcome that the disk refused is kept, and written when the disk takes it", async () => {
    let runs = 0;
    const { book, clock, shelf } = opened(folder(), async () => {
      runs++;
      return DONE;
    });
    const put = shelf.put.bind(shelf);
    let puts = 0;
    let isFull = true;
    // The question and its attempt are written, the outcome is not.
    vi.spyOn(shelf, "put").mockImplementation(async (forecast) => {
      if (++puts > 2 && isFull) throw new EdgeError("disk", "the disk is full");
      await put(forecast);
    });
    const { uid } = await book.ask(QUESTION, "li");
    await until(() => puts === 3);
    await turns();
    expect([book.list()[0]?.state, book.progressOf(uid)]).toEqual(["working", 1]);
    book.tick();
    await turns();
    expect(puts).toBe(3);
    clock.now += 1.5e6;
    book.tick();
    await until(() => puts === 4);
    await turns();
    isFull = false;
    // The second pause is twice as long.
    clock.now += 1.5e6;
    book.tick();
    await turns();
    expect(puts).toBe(4);
    clock.now += 1e6;
    book.tick();
    await settled(book, uid);
    expect(await book.find(uid)).toMatchObject({ state: "done", answer: { pieces: 9 } });
    expect(runs).toBe(1);
    await book.close();
  });

  it("[FK48] one whose attempt cannot be noted, or whose file is lost, does not wait for ever", async () => {
    const { book, clock, shelf, dir } = opened(folder(), answering);
    const put = shelf.put.bind(shelf);
    let puts = 0;
    vi.spyOn(shelf, "put").mockImplementation(async (forecast) => {
      if (++puts === 2) throw new EdgeError("disk", "the disk is full");
      await put(forecast);
    });
    const { uid } = await book.ask(QUESTION, "li");
    await until(() => puts === 2);
    await turns();
    expect(book.list()[0]?.state).toBe("waiting");
    writeFileSync(join(dir, `${uid}.json`), "no JSON");
    clock.now += 2e6;
    book.tick();
    await settled(book, uid);
    expect(book.list()[0]?.state).toBe("failed");
    await expect(book.find(uid)).rejects.toMatchObject({ code: "disk" });
    await book.close();
  });

  it("[FK48] one during which the edge ended twice is not answered again; a stop in order is no end", async () => {
    const dir = folder();
    const stopped = opened(dir, held().run).book;
    const { uid } = await stopped.ask(QUESTION, "li");
    const attemptsOf = (): number => JSON.parse(readFileSync(join(dir, `${uid}.json`), "utf8")).forecast.attempts;
    await until(() => attemptsOf() === 1);
    await stopped.close();
    expect(attemptsOf()).toBe(0);
    for (const attempt of [1, 2]) {
      // Never closed, as a process that was killed.
      const { book } = opened(dir, held().run);
      book.tick();
      await until(() => attemptsOf() === attempt);
    }
    const { book } = opened(dir, answering);
    book.tick();
    await settled(book, uid);
    expect(await book.find(uid)).toMatchObject({
      state: "failed",
      failure: /the edge ended 2 times while it answered/,
    });
    await book.close();
  });

  it("[FK53] one whose file cannot be removed stays in the list, and is answered", async () => {
    const { book, shelf } = opened(folder(), answering);
    const { uid } = await book.ask(QUESTION, "li");
    vi.spyOn(shelf, "remove").mockImplementationOnce(() => {
      throw new EdgeError("disk", "read-only");
    });
    await expect(book.remove(uid)).rejects.toMatchObject({ code: "disk" });
    book.tick();
    await settled(book, uid);
    expect(book.list()[0]).toMatchObject({ uid, state: "done" });
    expect(await book.remove(uid)).toBe(true);
    await book.close();
  });
});
