/** Runs upkeep day by day and does its work at once, until it is killed. Says the number of finished items. */
import { workState } from "../../../edge/contracts/records/work-item.ts";
import { LI } from "../records/work.ts";
import { KILLED_PLANT } from "./upkeep.ts";
import { openUpkeepEdge, T0 } from "./upkeep-edge.ts";

const [dir = ""] = process.argv.slice(2);
const actor = { role: "maintainer", principal: { user: "li", role: "maintainer", origin: "127.0.0.1" } } as const;
let now = T0;
let finished = 0;
const { book, upkeep } = await openUpkeepEdge(dir, { written: KILLED_PLANT, now: () => now });
for (let day = 0; day < 10_000; day++) {
  now += 86_400e6;
  await upkeep.count();
  await upkeep.run();
  for (const item of [...book.newestFirst()].filter((one) => workState(one) === "reported")) {
    const act = { at: now, by: LI };
    await book.act(item.itemUid, { ...act, kind: "start", actUid: `${item.itemUid}-s` }, actor);
    const done = { done: "greased", parts: [{ part: "SEAL-1", quantity: 1 }] };
    await book.act(item.itemUid, { ...act, ...done, kind: "finish", actUid: `${item.itemUid}-f` }, actor);
    finished++;
    process.stdout.write(`${finished} ${now}\n`);
  }
}
