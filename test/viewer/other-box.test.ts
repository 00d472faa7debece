import { expect, it } from "vitest";
import { goToWriter } from "../../twin-viewer/src/data/other-box.ts";

it("[SB26] a viewer loads anew once its box sends pages to the other one, and not before", async () => {
  let [asked, loads] = [0, 0];
  const parts = (type: string) => ({
    ask: () => {
      asked++;
      return type === "gone" ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve({ type } as Response);
    },
    reload: () => void loads++,
  });
  await goToWriter(2, parts("opaqueredirect"));
  expect([asked, loads]).toEqual([0, 0]);
  await goToWriter(3, parts("basic"));
  await goToWriter(4, parts("gone"));
  expect([asked, loads]).toEqual([2, 0]);
  await goToWriter(5, parts("opaqueredirect"));
  expect([asked, loads]).toEqual([3, 1]);
});
