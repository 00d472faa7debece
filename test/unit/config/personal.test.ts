import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";

async function loaded(more: string, types = (text: string) => text) {
  const files = {
    ...GOOD_PLANT,
    "gemba.yaml": `${GOOD_PLANT["gemba.yaml"]}\n${more}`,
    "types/lathe.yaml": types(GOOD_PLANT["types/lathe.yaml"] as string),
  };
  using folder = plantFolder(files);
  return await loadConfig(folder.path, testPlugins).catch((error: unknown) => {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message.en}`);
    throw error;
  });
}

const PURPOSE = "Evacuation drills, agreement 2026-03";

it("[Q9] samples about people are stored only for a purpose and a limited time", async () => {
  expect(await loaded("")).toMatchObject({ personal: {} });
  expect(await loaded(`personal: { store: { purpose: "${PURPOSE}", days: 3 } }`)).toMatchObject({
    personal: { store: { purpose: PURPOSE, days: 3 } },
  });
  for (const store of ["{ days: 3 }", `{ purpose: "${PURPOSE}" }`, "{ purpose: why, days: 3 }"])
    expect(await loaded(`personal: { store: ${store} }`), store).toHaveLength(1);
});

it("[Q9] a historian that keeps longer than the purpose allows is a mistake", async () => {
  expect(await loaded(`personal: { store: { purpose: "${PURPOSE}", days: 2.5 } }`)).toEqual([
    "personal.store.days: the historian keeps samples for 3 days (retentionHours), " +
      "longer than the 2.5 days that personal.store allows",
  ]);
});

it("a tag can be of class personal, and of no other", async () => {
  const marked = (value: string) => (text: string) => text.replace("signal: speed,", `signal: speed, class: ${value},`);
  const config = await loaded("", marked("personal"));
  expect(config).toMatchObject({ assets: [{ tags: [{ shape: { class: "personal" } }, {}] }, {}] });
  expect(await loaded("", marked("secret"))).toHaveLength(1);
});
