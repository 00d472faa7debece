import { afterEach, describe, expect, it, vi } from "vitest";
import { QUESTION_REFUSALS } from "../../edge/contracts/alerts/cause-table/questions.ts";
import { ACCESS_REFUSALS, ALERT_REFUSALS } from "../../edge/contracts/alerts/cause-table/refusals.ts";
import { CONFIG_REFUSALS, REQUEST_REFUSALS } from "../../edge/contracts/alerts/cause-table/requests.ts";
import type { CauseRow } from "../../edge/contracts/alerts/cause-table/row.ts";
import { signIn } from "../../twin-viewer/src/data/account.ts";
import { acknowledge } from "../../twin-viewer/src/data/alert-acts-api.ts";
import { wordsOf } from "../../twin-viewer/src/data/api.ts";
import { fetchHealth } from "../../twin-viewer/src/data/health-api.ts";
import { failureOf, placeOf, problemInWords, problemOf } from "../../twin-viewer/src/data/problem.ts";
import { reloadConfig } from "../../twin-viewer/src/data/settings-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { t } from "../../twin-viewer/src/i18n/language.ts";
import { reasonInWords } from "../../twin-viewer/src/i18n/reasons.ts";

const ALL: Readonly<Record<string, CauseRow>> = {
  ...ACCESS_REFUSALS,
  ...ALERT_REFUSALS,
  ...REQUEST_REFUSALS,
  ...QUESTION_REFUSALS,
  ...CONFIG_REFUSALS,
};
/** Four words in a row outside commands and addresses. */
const SENTENCE = /(?<![\w/.-])(?!gemba\b)[a-z']+(?: [a-z']+){3}/i;

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json" } });
}

afterEach(() => {
  language.value = "zh";
  vi.unstubAllGlobals();
});

describe("[PG11] a refusal of the edge is in the page's language", () => {
  it("for every refusal", async () => {
    for (const [code, { en, zh }] of Object.entries(ALL)) {
      const detail = en.replaceAll("{reason}", "link lost").replaceAll(/\{\w+\}/g, "7");
      language.value = "zh";
      const said = reasonInWords(await problemOf(answer(409, { title: "Conflict", detail })));
      expect(said, code).toBe(zh.replaceAll("{reason}", "连接中断").replaceAll(/\{\w+\}/g, "7"));
      expect(said, code).not.toMatch(SENTENCE);
      language.value = "en";
      expect(reasonInWords(await problemOf(answer(409, { title: "Conflict", detail }))), code).toBe(
        detail.replace("link lost", "link lost"),
      );
    }
  });

  it("a role by its name", () => {
    expect(reasonInWords("This needs the role engineer or more, and you are operator. Ask an admin of the edge.")).toBe(
      "此操作至少需要“工程师”角色，您当前为“操作员”。请联系边缘端管理员。",
    );
  });

  it("invalid fields of a library's check, and long config errors, by their codes", async () => {
    const fields = {
      detail: "body/reason: must NOT have fewer than 1 characters",
      cause: { code: "fields-invalid", params: { fields: "body/reason" } },
    };
    expect(reasonInWords(await problemOf(answer(400, fields)))).toBe("以下字段无效：body/reason");
    const problems = "plant.yaml:3: the key is given twice; keep one";
    const long = `the config was refused, and the edge runs as before. ${problems.repeat(40)}`;
    const said = reasonInWords(
      await problemOf(answer(409, { detail: long, cause: { code: "config-not-taken", params: { problems } } })),
    );
    expect(said).toContain("配置有误，未采用");
    language.value = "en";
    expect(await problemOf(answer(400, fields))).toBe(fields.detail);
  });

  it("[CF11] mistakes of a config are in the page's language, with file, line and path", async () => {
    const problem = {
      code: "name-unknown",
      params: {},
      file: "demo/assets.yaml",
      line: 12,
      path: "assets[3].type",
      text: { en: 'there is no type "lath"', zh: "没有资产类型 “lath”" },
      remedy: { en: 'did you mean "lathe"?', zh: "是否应为“lathe”？" },
    };
    const list = `demo/assets.yaml:12 assets[3].type: ${problem.text.en}`;
    const detail = `The layout would break the plant's config. 1 problem in the config\n${list}`;
    const cause = { code: "layout-breaks-config", params: { problems: list } };
    vi.stubGlobal("fetch", async () => answer(400, { detail, cause, problems: [problem] }));
    const failure = failureOf(await reloadConfig().catch((error: unknown) => error));
    expect(reasonInWords(failure.reason)).toBe("该布局会使工厂配置出错。");
    expect(failure.problems.map(placeOf)).toEqual(["demo/assets.yaml:12 assets[3].type"]);
    expect(failure.problems.map(problemInWords)).toEqual(["没有资产类型 “lath”；是否应为“lathe”？"]);
    language.value = "en";
    expect(failure.problems.map(problemInWords)).toEqual(['there is no type "lath" — did you mean "lathe"?']);
  });

  it("an unknown code leaves the detail unchanged", async () => {
    const odd = { detail: "Something that only a newer edge says", cause: { code: "newer", params: {} } };
    expect(await problemOf(answer(409, odd))).toBe(odd.detail);
  });

  it("at sign-in, and at an action on an alert", async () => {
    const detail = "Too many people are signing in right now; try again in a few seconds.";
    vi.stubGlobal("fetch", async () => answer(503, { detail }));
    expect(await signIn("operator", "a long password")).toBe("当前登录人数过多，请稍后重试。");
    vi.stubGlobal("fetch", async () =>
      answer(409, { detail: "the alert is closed: it was acknowledged and its cause is gone" }),
    );
    const failure = await acknowledge("a").catch(wordsOf);
    expect(t("alerts.failed", { reason: String(failure) })).toContain("该报警已关闭：已确认且原因已消除");
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await signIn("operator", "a long password")).toBe("无法连接边缘端");
  });

  it("a proxy's page in place of an answer", async () => {
    for (const status of [200, 503]) {
      vi.stubGlobal("fetch", async () => new Response("<html>Bad gateway</html>", { status }));
      for (const asked of [fetchHealth, reloadConfig]) {
        const failure = failureOf(await asked().catch((error: unknown) => error));
        expect(reasonInWords(failure.reason)).toMatch(asked === reloadConfig && status === 503 ? /503/ : /代理/);
      }
    }
  });
});
