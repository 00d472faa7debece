/** Questions inside the thread of followers; each reader numbers its own (docs/rules/follower.md, FO13). */
import { deserialize } from "node:v8";
import { expect, it, vi } from "vitest";
import { AnswersInTurn } from "../../../../edge/historian/follow/answers-in-turn.ts";
import type { FromThread } from "../../../../edge/historian/follow/thread-messages.ts";

function answering() {
  const sent: string[] = [];
  const consumers = ["states", "material"].map((name) => ({ name, follower: { answers: { name: () => name } } }));
  const answers = new AnswersInTurn({
    consumers: consumers as never,
    reached: async () => undefined,
    progress: { atQuestion: () => undefined, atNothing: () => undefined },
    send: (message: FromThread) => {
      if (message.kind === "answer") sent.push(`${message.follower} ${message.id} ${deserialize(message.answer)}`);
    },
  });
  const ask = (follower: number, id: number) =>
    answers.ask({ kind: "ask", id, follower, question: "name", asked: [], position: 0 });
  return { answers, ask, sent };
}

it("[FO13] questions to two followers under the same id are both answered, each by its own follower", async () => {
  const { ask, sent } = answering();
  await Promise.all([ask(0, 1), ask(1, 1), ask(0, 2)]);
  await vi.waitFor(() => expect(sent).toEqual(["0 1 states", "1 1 material", "0 2 states"]));
});

it("[FO13] after a reader has left, another follower's question under the same id is answered", async () => {
  const { answers, ask, sent } = answering();
  const asked = Promise.all([ask(0, 1), ask(1, 1)]);
  answers.cancel({ follower: 0, id: 1 });
  await asked;
  await vi.waitFor(() => expect(sent).toEqual(["1 1 material"]));
});
