import { expect, it } from "vitest";
import type { AssetConfig } from "../../../edge/contracts/plant/edge-config.ts";
import { type DispatchConfig, dispatchSection } from "../../../edge/dispatch/config.ts";
import { ASSETS } from "../../fakes/dispatch.ts";

const problemsOf = (programs: DispatchConfig["programs"]) =>
  (dispatchSection.problems?.({ programs }, ASSETS as unknown as readonly AssetConfig[]) ?? []).map(
    ({ steps, code, remedy }) => `${steps.join(".")} ${code} ${remedy.zh !== ""}`,
  );

it("[DI10] unknown machines and placeholders, and a parameter twice, are named at once with place", () => {
  const found = problemsOf([
    { of: { assets: ["MILL-*"] }, program: "{variant}-{operation}@{machine}", parameters: [] },
    {
      of: { assets: ["LATHE-1"] },
      program: "{order}",
      parameters: [
        { id: "a", value: "{order} {machine}" },
        { id: "a", value: "{shift}" },
      ],
    },
  ]);
  expect(found).toEqual([
    "programs.1.of dispatch-no-machine true",
    "programs.1.program dispatch-placeholder true",
    "programs.1.parameters.1.id dispatch-parameter-twice true",
    "programs.1.parameters.1.value dispatch-placeholder true",
  ]);
});
