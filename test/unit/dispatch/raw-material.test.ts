import { expect, it } from "vitest";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { historyOf, madePlan, minute, ORDERS, piece, stationsOf } from "../../fakes/dispatch.ts";

const WAYS = ["RACK-* > AGV-* > MILL-* > WASH", "WASH > SCRAP"];
const PLACES = ["RACK-1", "RACK-2", "AGV-1", "MILL-1", "MILL-2", "WASH"];

function stores(...counted: readonly (readonly [string, number])[]) {
  return { ways: WAYS, places: PLACES, counted: new Map(counted) };
}
const EMPTY = stores(["RACK-1", 0], ["RACK-2", 0]);

/** A piece that nobody has begun; `until`: it left the place then. */
function raw(name: string, order: string, place = "RACK-1", until = Number.NaN): PlantHistory["pieces"][number] {
  const stays = [{ place, from: minute(-60) * 1_000, to: minute(until) * 1_000 }];
  return { ...piece(name, { variant: order === "" ? "" : "P1", order }, []), stays };
}

async function mills(of: Parameters<typeof stationsOf>[0]) {
  const stations = await stationsOf(of);
  return ["MILL-1", "MILL-2"].flatMap((label) =>
    (stations.get(label)?.next ?? []).map(
      ({ order, atHand, waits }) => `${order} ${atHand} ${waits.some(({ kind }) => kind === "material")}`,
    ),
  );
}

it("[DI33] a first step waits for material where its counted stores have no piece for it", async () => {
  expect(await mills({ stores: EMPTY })).toEqual(["A 0 true", "B 0 true", "C 0 true"]);
  const history = historyOf(raw("r1", "A"), raw("r2", "A", "AGV-1"), raw("r3", "Z"));
  expect(await mills({ stores: EMPTY, history })).toEqual(["A 2 false", "B 0 true", "C 0 true"]);
  const stations = await stationsOf({ stores: EMPTY });
  expect(stations.get("MILL-1")?.next[0]?.waits[0]?.text.en).toBe("no raw piece for it at RACK-*");
  // Later steps take no raw pieces.
  expect(stations.get("WASH")?.next[0]).toMatchObject({ atHand: null });
});

it("[DI33] what is not counted is unknown and keeps nothing back", async () => {
  const unknown = ["A null false", "B null false", "C null false"];
  expect(await mills({ stores: stores(["RACK-1", 0]) })).toEqual(unknown);
  expect(await mills({ stores: stores(["RACK-1", 0], ["RACK-2", 4]) })).toEqual(unknown);
  expect(await mills({ stores: { ...EMPTY, ways: [] } })).toEqual(unknown);
  // A way through another machine of the plan tells nothing of raw pieces.
  expect(await mills({ stores: { ...EMPTY, ways: ["RACK-* > WASH > MILL-*"] } })).toEqual(unknown);
  const record = { en: "no piece has been seen yet", zh: "尚未见到工件" };
  expect(await mills({ stores: EMPTY, record })).toEqual(unknown);
});

it("[DI33] pieces of no order go to the job that is planned first, and each counts once", async () => {
  const free = Array.from({ length: 6 }, (_, at) => raw(`r${at}`, ""));
  expect(await mills({ stores: EMPTY, history: historyOf(...free) })).toEqual(["A 4 false", "B 0 true", "C 2 false"]);
  const early = madePlan(ORDERS.map((order) => (order.id === "B" ? { ...order, start: -10 } : order)));
  expect(await mills({ stores: EMPTY, made: early, history: historyOf(...free) })).toEqual([
    ...["B 2 false", "A 4 false", "C 0 true"],
  ]);
});

it("[DI33] pieces under way need no material, one between two places is at hand, one that left is not", async () => {
  const begun = [0, 1, 2].map((at) => piece(`p${at}`, { variant: "P1", order: "A" }, [["MILL-1", at * 5]]));
  const rest = [raw("moves", "A", "RACK-2", 598), raw("gone", "A", "RACK-2", 30)];
  expect((await mills({ stores: EMPTY, history: historyOf(...begun, ...rest) }))[0]).toBe("A 1 false");
  const all = [...begun, piece("p3", { variant: "P1", order: "A" }, [["MILL-1", 15]])];
  expect((await mills({ stores: EMPTY, history: historyOf(...all) }))[0]).toBe("A null false");
});
