import { expect, it } from "vitest";
import { causeInWords, causeOf } from "../../../../../edge/contracts/alerts/causes.ts";

it("[CA9] reasons in the audit log and notes of followers are read back and have a Chinese text", () => {
  const said = [
    "wrong name or password",
    "wrong old password",
    "no such link, or used or older than a day",
    "too many failures; 30 s",
    "1999 more refused acts",
    "12 more failed sign-ins of strangers",
    "invited",
    "read from the directory",
    "layout",
    "/d/states.db is damaged: moved aside to /d/states.db.damaged-1; rebuilt from what the commit log has",
    "was damaged and is rebuilt from the commit log, as far back as that reaches; the old file is /d/a",
    "followed another commit log and was replaced by an empty file; the old file is /d/a",
    "did not name its commit log; it is kept, and assumed to follow this one",
  ].map((text) => causeInWords(causeOf(text)));
  for (const { en, zh } of said) expect(zh, en).toMatch(/\p{Script=Han}/u);
  expect(said[3]?.zh).toBe("失败次数过多，锁定 30 秒");
});
