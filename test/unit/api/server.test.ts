import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

it("a part that a route group needs cannot be left out", () => {
  const { historian: _historian, ...withoutHistorian } = fakeEdge().deps;
  const { journal: _journal, ...withoutJournal } = fakeEdge().deps;
  const mistakes = [
    // @ts-expect-error The routes of history need the historian.
    () => buildApi(withoutHistorian),
    // @ts-expect-error Routes that change something need the journal.
    () => buildApi(withoutJournal),
  ];
  // The compiler is the test: it rejects this file when one of the two is no longer an error.
  expect(mistakes).toHaveLength(2);
});
