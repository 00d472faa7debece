import "@fontsource-variable/noto-sans-sc/index.css";
import "../style/tokens.css";
import "../style/base.css";
import "../style/panels.css";
import "../style/alerts.css";
import "../style/production.css";
import "../style/liveness.css";
import "../style/shell.css";
import "../screens/dashboards/dashboards.css";
import "./embed.css";
import "../i18n/whole-catalogue.ts";
import "../i18n/dashboards-catalogue.ts";
import { effect } from "@preact/signals";
import { render } from "preact";
import { readAccount } from "../data/account.ts";
import { loadCauseWordsSoon } from "../data/causes-soon.ts";
import { SessionProvider } from "../data/context.ts";
import { takeToken } from "../data/credential.ts";
import { inFrame } from "../data/in-frame.ts";
import { Session } from "../data/session.ts";
import { theme } from "../data/signals.ts";
import { language, locale } from "../i18n/chosen.ts";
import { readPreferences } from "../preferences.ts";
import { readEmbedded } from "./address.ts";
import { Embedded } from "./embedded.tsx";

/** A dashboard, or one panel of it, as a page of its own for other sites' frames: no shell and no three.js. */
async function start(): Promise<void> {
  const wanted = readEmbedded(window.location.search);
  const preferred = readPreferences();
  language.value = wanted.language ?? preferred.language;
  theme.value = wanted.theme ?? preferred.theme;
  inFrame.value = true;
  takeToken(window.location.hash);
  effect(() => {
    document.documentElement.lang = locale();
    document.documentElement.dataset["theme"] = theme.value;
  });
  loadCauseWordsSoon();
  await readAccount();
  const session = new Session();
  const host = document.getElementById("app");
  if (host === null) return;
  render(
    <SessionProvider value={session}>
      <Embedded wanted={wanted} />
    </SessionProvider>,
    host,
  );
  session.start();
}

void start();
