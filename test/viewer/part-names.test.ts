import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CATALOGUE } from "../../twin-viewer/src/i18n/catalogue.ts";

const EDGE = join(import.meta.dirname, "../../edge");

it("[PG8] every job and every follower that the edge lists has a name in both languages", () => {
  const code = globSync("**/*.ts", { cwd: EDGE }).map((file) => readFileSync(join(EDGE, file), "utf8"));
  const jobs = code.flatMap((text) =>
    [...text.matchAll(/(?:jobs|Jobs|deps\.jobs)\.start\(\{\s*name: "([^"]+)"/g)].map(([, name]) => name as string),
  );
  const followers = code.flatMap((text) =>
    [...text.matchAll(/^ {2}name: "([^"]+)",\n {2}module: new URL/gm)].map(([, name]) => name as string),
  );
  expect(followers.length).toBeGreaterThan(2);
  const steps = ["compose/each-second.ts", "compose/production/production.ts"].flatMap((file) =>
    [...readFileSync(join(EDGE, file), "utf8").matchAll(/^ {2,6}"?([a-z]+(?: [a-z]+)*)"?: \(\) => (?!thread)/gm)].map(
      ([, name]) => name as string,
    ),
  );
  expect(jobs.length + steps.length).toBeGreaterThan(15);
  const named = [...jobs, ...steps]
    .filter((name) => !["health", "clock"].includes(name))
    .map((name) => `job.${name.replaceAll(" ", "-")}`);
  expect(
    [...named, ...followers.map((name) => `follower.${name}`)].filter((key) => !Object.hasOwn(CATALOGUE, key)),
  ).toEqual([]);
});
