import { expect, it } from "vitest";
import { Queue } from "../../../edge/observe/queue.ts";

it("runs tasks in order despite failures, refuses beyond the bound, and pauses only before the next", async () => {
  const queue = new Queue(3, "too many");
  const seen: string[] = [];
  const resting = Promise.withResolvers<void>();
  const act = (name: string) => async () => {
    seen.push(name);
    if (name === "b") throw new Error("b failed");
    return name;
  };
  const [a, b, c, d] = [
    queue.run(act("a"), { rest: () => resting.promise }),
    queue.run(act("b")),
    queue.run(act("c")),
    queue.run(act("d")),
  ];
  await expect(d).rejects.toMatchObject({ code: "unavailable", message: "too many" });
  expect(await a).toBe("a");
  expect(seen).toEqual(["a"]);
  resting.resolve();
  await expect(b).rejects.toThrow("b failed");
  expect(await c).toBe("c");
  const over = queue.run(act("e"), { most: 1 });
  expect(await over).toBe("e");
  expect(seen).toEqual(["a", "b", "c", "e"]);
});
