import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { historianSection } from "../../../edge/historian/embedded/config.ts";
import { plugins } from "../../../edge/plugins.ts";
import { GOOD_PLANT, plantFolder, testPlugins } from "../../fakes/config/plant-folder.ts";

const SINKS = `
sinks:
  - { name: plant-influx, kind: influx, url: "http://127.0.0.1:8086", bucket: plant }
  - { name: metrics, kind: influx, url: "http://127.0.0.1:8428", bucket: any, server: victoria-metrics }
`;

async function problemsWith(answers: string): Promise<string[]> {
  using folder = plantFolder({
    ...GOOD_PLANT,
    "gemba.yaml": `${GOOD_PLANT["gemba.yaml"]}\n${SINKS}\nhistorian: { answers: ${answers} }\n`,
  });
  const others = testPlugins.sections.filter(({ name }) => name !== "historian");
  const known = { ...testPlugins, sinks: plugins.sinks, sections: [historianSection, ...others] };
  return loadConfig(folder.path, known).then(
    () => [],
    (error: unknown) => {
      if (error instanceof ConfigError)
        return error.problems.map(({ path, message, remedy }) => `${path}: ${message.en}; ${remedy.en}`);
      throw error;
    },
  );
}

it("[D10] history is answered by the embedded historian or by a readable sink", async () => {
  expect(await problemsWith("embedded")).toEqual([]);
  expect(await problemsWith("plant-influx")).toEqual([]);
  expect(await problemsWith("plant-inflx")).toEqual([
    expect.stringMatching(/^historian\.answers: there is no sink called .*plant-inflx.*; .*plant-influx/),
  ]);
  expect(await problemsWith("metrics")).toEqual([
    expect.stringMatching(/^historian\.answers: the sink .*metrics.* cannot be asked about history; name an InfluxDB/),
  ]);
});
