import { expect, it } from "vitest";
import { OtherBox } from "../../twin-viewer/src/data/other-box.ts";

const OTHER = "https://b.example:8080";

/** A page whose own box and other box answer as `answers` says. */
function page(answers: { own: string; other: number | "gone" | "redirect" }, standby?: { url: string | null }) {
  const seen = { asked: [] as string[], loads: 0, went: [] as string[], healths: 0, now: 0 };
  const box = new OtherBox({
    ask: (address) => {
      seen.asked.push(String(address));
      const isOwn = !String(address).startsWith("https:");
      if (isOwn && answers.own !== "gone") return Promise.resolve({ type: answers.own } as Response);
      if (!isOwn && typeof answers.other === "number")
        return Promise.resolve({ ok: answers.other === 200 } as Response);
      return Promise.reject(new TypeError("fetch failed"));
    },
    reload: () => void seen.loads++,
    go: (to) => void seen.went.push(to),
    health: () => {
      seen.healths++;
      return Promise.resolve(standby === undefined ? {} : { standby: { other: standby } });
    },
    now: () => seen.now,
  });
  return { box, seen, answers };
}

it("[SB26] a viewer loads anew once its box sends pages to the other one, and not before", async () => {
  const { box, seen, answers } = page({ own: "opaqueredirect", other: 200 }, { url: OTHER });
  await box.learn();
  await box.goToWriter(2);
  expect(seen.asked).toEqual([]);
  answers.own = "basic";
  await box.goToWriter(3);
  expect(seen).toMatchObject({ loads: 0, went: [] });
  answers.own = "opaqueredirect";
  await box.goToWriter(4);
  expect(seen).toMatchObject({ loads: 1, went: [] });
});

it("[SB34] a viewer whose box is off goes to the other one once that serves, stays where neither does", async () => {
  const { box, seen, answers } = page({ own: "gone", other: "gone" }, { url: `${OTHER}/` });
  await box.learn();
  await box.goToWriter(2);
  expect(seen.asked).toEqual([]);
  for (const other of ["gone", 503, "redirect"] as const) {
    answers.other = other;
    await box.goToWriter(3);
  }
  expect(seen).toMatchObject({ loads: 0, went: [] });
  answers.other = 200;
  await box.goToWriter(4);
  expect(seen).toMatchObject({ loads: 0, went: [OTHER] });
  expect(seen.asked.at(-1)).toBe(`${OTHER}/`);
});

it("[SB34] an edge that is alone, or names no address, sends nobody anywhere; it is asked once a minute", async () => {
  for (const standby of [undefined, { url: null }]) {
    const { box, seen } = page({ own: "gone", other: 200 }, standby);
    // Not learned at all is the same.
    await box.goToWriter(5);
    await box.learn();
    await box.learn();
    expect(seen.healths).toBe(1);
    seen.now = 60_000;
    await box.learn();
    expect(seen.healths).toBe(2);
    await box.goToWriter(5);
    expect(seen.went).toEqual([]);
  }
});
