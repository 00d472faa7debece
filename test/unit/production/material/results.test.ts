import { expect, it } from "vitest";
import type { MaterialEvent } from "../../../../edge/contracts/production/material-event.ts";
import { Genealogy } from "../../../../edge/production/material/genealogy.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";

const CONFIG = {
  ...NO_PLACES,
  results: [{ stations: ["PRS-*"], signals: ["result/peak-force", "result/final-position"] }],
};

/** A press whose clock is 1.4 s ahead, for values and records of its controller. */
function press() {
  const bench = new BenchPlant([
    {
      label: "PRS-01",
      kind: "press",
      tags: [
        { component: "result", signal: "peak-force", unit: "N" },
        { component: "result", signal: "final-position", unit: "mm" },
      ],
    },
  ]);
  const path = recordPath("material");
  const open = () => {
    const store = new MaterialStore(path, log);
    const twin = new MaterialTwin(
      CONFIG,
      store,
      bench.tags.all().map((tag) => ({ tag, label: "PRS-01" })),
    );
    return { store, twin, genealogy: new Genealogy({ twin, store, config: CONFIG, inspects: () => false }) };
  };
  const aheadS = 1.4;
  return {
    open,
    show: (twin: MaterialTwin, signal: string, value: number, second: number) =>
      twin.observe(batchOf([{ ref: bench.ref("PRS-01", signal), value, at: at(second + aheadS) }], at(second + 0.5))),
    done: (piece: string, second: number): MaterialEvent => ({
      kind: "piece.completed",
      piece,
      place: "PRS-01",
      time: at(second + aheadS),
      receivedAt: at(second + 0.2),
      clock: "plc PRS-01",
      verdict: "good",
    }),
  };
}

function resultsOf({ genealogy }: ReturnType<ReturnType<typeof press>["open"]>, piece: string) {
  return genealogy
    .life(piece, "backward")
    ?.backward?.operations[0]?.results.map(({ name, value, unit }) => [name, value, unit]);
}

it("[M16] the value of a station at completion is the piece's key result, also when late or unchanged", () => {
  const { open, show, done } = press();
  const book = open();
  const { twin } = book;
  show(twin, "final-position", 42, 1);
  show(twin, "peak-force", 18_100, 10);
  twin.take(done("PC-1", 10));
  twin.take(done("PC-2", 18));
  show(twin, "peak-force", 18_300, 18.1);
  show(twin, "peak-force", 18_500, 26);
  twin.look(at(40));
  expect(resultsOf(book, "PC-1")).toEqual([
    ["peak-force", 18_100, "N"],
    ["final-position", 42, "mm"],
  ]);
  expect(resultsOf(book, "PC-2")?.[0]).toEqual(["peak-force", 18_300, "N"]);
});

it("[M14] [M16] after a kill between the record of a piece and its result, the piece has its result", () => {
  const { open, show, done } = press();
  const first = open();
  first.twin.take(done("PC-1", 10));
  first.twin.write({ position: 1, time: Number.NaN });
  first.store.close();
  const again = open();
  show(again.twin, "peak-force", 18_200, 10.1);
  again.twin.look(at(20));
  expect(resultsOf(again, "PC-1")).toEqual([["peak-force", 18_200, "N"]]);
});
