/** The worker of the phone page, in a browser that has only what the worker uses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { expect, it } from "vitest";

const CODE = readFileSync(join(import.meta.dirname, "../../../../twin-viewer/public/phone-push.js"), "utf8");
const ALERT = {
  alertUid: "a-1",
  assetUid: "urn:x",
  priority: 1,
  state: "active",
  message: { zh: "温度高", en: "Temperature high" },
};

interface Shown {
  readonly title: string;
  readonly options: { readonly body: string; readonly data: { readonly page: string } };
}

/** What the phone shows for a message, and what was read for it. */
async function show(text: string, { status = 200, alerts = [ALERT] as object[], lang = "en" } = {}) {
  const listeners = new Map<string, (event: object) => void>();
  const shown: Shown[] = [];
  const read: string[] = [];
  const opened: string[] = [];
  const self = {
    location: { href: `https://gemba.example/phone-push.js?lang=${lang}` },
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    registration: {
      showNotification: async (title: string, options: Shown["options"]) => void shown.push({ title, options }),
    },
    clients: { openWindow: async (page: string) => void opened.push(page) },
  };
  const fetch = async (path: string) => {
    read.push(path);
    const answer = path.startsWith("api/v1/assets/") ? { asset: { label: "CNC-101" } } : { alerts };
    return { status, ok: status === 200, json: async () => answer };
  };
  runInContext(CODE, createContext({ self, fetch, URL }));
  const run = async (name: string, event: object) => {
    const work: Promise<unknown>[] = [];
    listeners.get(name)?.({ ...event, waitUntil: (one: Promise<unknown>) => work.push(one) });
    await Promise.all(work);
  };
  await run("push", { data: { json: () => JSON.parse(text) as unknown } });
  const [one] = shown as [Shown];
  await run("notificationclick", { notification: { close: () => undefined, data: one.options.data } });
  return { title: one.title, body: one.options.body, opened, read, names: [...listeners.keys()] };
}

it("[N47] the phone reads from the edge what an alarm is about, and opens the machine's page", async () => {
  expect(await show('{"id":"a-1"}')).toEqual({
    title: "CNC-101 · P1",
    body: "Temperature high",
    opened: ["phone.html?id=urn%3Ax"],
    read: ["api/v1/alerts", "api/v1/assets/urn%3Ax"],
    names: ["push", "notificationclick"],
  });
  expect((await show('{"id":"a-1"}', { lang: "zh" })).body).toBe("温度高");
});

it.each([
  ['{"id":"a-1"}', { status: 401 }, "Sign in to see it"],
  ['{"id":"a-1"}', { alerts: [] }, "Tap to open the phone page"],
  ['{"id":""}', {}, "A test message"],
  ["{}", {}, "A test message"],
  ["not JSON", {}, "A test message"],
])("[N47] every message shows something, and nothing without a session: %s %o", async (text, edge, body) => {
  expect(await show(text, edge)).toMatchObject({ body, opened: ["phone.html"] });
});
