/**
 * Shows notices on a phone. Its scope is the phone page alone. A push message holds the uid of an alert: what it is
 * about is read from the edge, with the session of this browser. It keeps nothing and answers no request of the page.
 */
const WORDS = {
  zh: { alarm: "有新报警", open: "点击打开手机页面", over: "报警已不再有效", signIn: "登录后可查看", test: "测试消息" },
  en: {
    alarm: "A new alarm",
    open: "Tap to open the phone page",
    over: "The alarm is over",
    signIn: "Sign in to see it",
    test: "A test message",
  },
};
const language = new URL(self.location.href).searchParams.get("lang") === "zh" ? "zh" : "en";
const words = WORDS[language];

self.addEventListener("push", (event) => event.waitUntil(show(idIn(event.data))));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.page));
});

/** The uid in a message; "" for a test, and for anything else. */
function idIn(data) {
  try {
    const { id } = data.json();
    return typeof id === "string" ? id : "";
  } catch {
    return "";
  }
}

/** A browser ends a subscription whose messages show nothing, so every message shows something. */
async function show(id) {
  const { title, body, page } = id === "" ? { title: "Gemba", body: words.test } : await noticeOf(id);
  await self.registration.showNotification(title, {
    body,
    tag: id,
    lang: language,
    icon: "favicon.svg",
    data: { page: page ?? "phone.html" },
  });
}

async function noticeOf(id) {
  try {
    const answer = await read("api/v1/alerts");
    if (answer.status === 401) return { title: words.alarm, body: words.signIn };
    const { alerts } = await answer.json();
    const alert = alerts.find(({ alertUid }) => alertUid === id);
    if (alert === undefined || alert.state === "closed") return { title: words.over, body: words.open };
    const machine = await read(`api/v1/assets/${encodeURIComponent(alert.assetUid)}`);
    const label = machine.ok ? (await machine.json()).asset.label : "Gemba";
    const page = machine.ok ? `phone.html?id=${encodeURIComponent(alert.assetUid)}` : "phone.html";
    return { title: `${label} · P${alert.priority}`, body: alert.message[language], page };
  } catch {
    return { title: words.alarm, body: words.open };
  }
}

function read(path) {
  return fetch(path, { cache: "no-store", credentials: "same-origin" });
}
