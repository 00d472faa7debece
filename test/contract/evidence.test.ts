import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { Evidence } from "../../edge/contracts/records/evidence.ts";
import { T0 } from "../fakes/records/work.ts";

it("[R21] [R22] evidence of a statistic fits its schema, and so does evidence without the later fields", () => {
  const isValid = new Ajv({ allErrors: true, strict: true }).compile(Evidence);
  const old = { tag: 7, value: 3.2, why: { zh: "空载功率", en: "idle power" } };
  const full = {
    ...old,
    component: "spindle/front-bearing",
    statistic: {
      name: { zh: "峭度", en: "kurtosis" },
      meaning: { zh: "冲击性", en: "how spiky" },
      value: 9,
      unit: "1",
    },
    usual: { low: 2.6, high: 3.4 },
    tailProbability: 0.0002,
    contribution: 0.7,
    since: T0,
    regime: { zh: "程序 O1001", en: "program O1001" },
  };
  expect([old, full].map((one) => isValid(one))).toEqual([true, true]);
  const wrong = [{ component: "a#b" }, { tailProbability: 2 }, { contribution: -1 }, { usual: { low: 1 } }];
  expect(wrong.map((part) => isValid({ ...full, ...part }))).toEqual([false, false, false, false]);
});
