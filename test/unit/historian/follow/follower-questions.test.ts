import { expect, it } from "vitest";
import { FollowerQuestions, type QuestionWay } from "../../../../edge/historian/follow/follower-questions.ts";
import { asker } from "../../../../edge/observe/asker.ts";

it("[B12] [FO13] row 17: a client that leaves cancels its question, and its request asks no further ones", async () => {
  const questions = new FollowerQuestions(["states"]);
  const [sent, cancelled]: [number[], number[]] = [[], []];
  const way: QuestionWay = { send: (id) => sent.push(id), cancel: (id) => cancelled.push(id) };
  const leaving = new AbortController();
  const many = asker.run(leaving.signal, async () => {
    for (let question = 0; question < 100; question++) await questions.ask(0, way);
  });
  const own = questions.ask(0, way);
  expect(sent).toEqual([1, 2]);
  leaving.abort();
  await expect(many).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("client has left"),
  });
  expect([sent, cancelled]).toEqual([[1, 2], [1]]);
  const late = asker.run(leaving.signal, () => questions.ask(0, way));
  await expect(late).rejects.toMatchObject({ code: "unavailable" });
  expect(sent).toEqual([1, 2]);
  // The edge's own question, which no client asked, goes on.
  questions.fail(0, 2, { message: "-", code: "not-found" });
  await expect(own).rejects.toMatchObject({ code: "not-found" });
});
