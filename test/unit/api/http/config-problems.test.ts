import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { type ConfigProblem, ConfigRefused } from "../../../../edge/contracts/plant/config-text.ts";
import { startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

const PROBLEM: ConfigProblem = {
  file: "demo/assets.yaml",
  line: 12,
  column: 3,
  path: "assets[3].type",
  code: "name-unknown",
  params: { what: "type", name: '"lath"' },
  message: { en: 'there is no type "lath"', zh: "没有资产类型 “lath”" },
  remedy: { en: 'did you mean "lathe"?', zh: "是否应为“lathe”？" },
};

it("[CF11] a refusal of a config lists its problems with code, place and text in both languages", async () => {
  await using people = await startAccounts();
  const { deps } = fakeEdge({ accounts: people.accounts });
  const reloadConfig = () =>
    Promise.reject(
      new ConfigRefused(
        "conflict",
        "the config was refused, and the edge runs as before. 300 problems in the config\n…",
        Array.from({ length: 300 }, () => PROBLEM),
      ),
    );
  app = buildApi({ ...deps, reloadConfig });
  const headers = { authorization: await people.bearer("engineer") };
  const answer = await app.inject({ method: "POST", url: "/api/v1/config/reload", headers, payload: {} });
  const { column: _, message: text, ...shown } = PROBLEM;
  expect(answer.json()).toMatchObject({ code: "conflict", cause: { code: "config-not-taken" } });
  const { problems } = answer.json<{ problems: unknown[] }>();
  expect(problems.length).toBe(200);
  expect(problems[0]).toEqual({ ...shown, text });
});
