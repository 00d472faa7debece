import "@fontsource-variable/noto-sans-sc/index.css";
import "../style/tokens.css";
import "../style/labels.css";
import "../i18n/whole-catalogue.ts";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { encode } from "uqr";
import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import { fetchPlant, wordsOf } from "../data/api.ts";
import { assetLink } from "../data/asset-link.ts";
import { atSite } from "../data/base.ts";
import { language, locale } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { readPreferences } from "../preferences.ts";

/** Quiet zone of the code (ISO/IEC 18004, 9.1) and the frame around it (IEC 61406-1), in modules. */
const QUIET = 4;
const FRAME = 1.5;
const CORNER = 5;

/** A code in the frame with the filled corner that marks an identification link. */
function Code({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  let path = "";
  for (const [y, row] of data.entries())
    for (const [x, isDark] of row.entries()) if (isDark) path += `M${x} ${y}h1v1h-1z`;
  const room = QUIET + FRAME;
  const side = size + 2 * room;
  const edge = size + QUIET + FRAME / 2;
  return (
    <svg class="code" viewBox={`${-room} ${-room} ${side} ${side}`} role="img" aria-label={text}>
      <rect x={-room} y={-room} width={side} height={side} fill="#fff" />
      <rect
        x={-QUIET - FRAME / 2}
        y={-QUIET - FRAME / 2}
        width={size + 2 * QUIET + FRAME}
        height={size + 2 * QUIET + FRAME}
        fill="none"
        stroke="#000"
        stroke-width={FRAME / 2}
      />
      <path d={`M${edge} ${edge}v${-CORNER}L${edge - CORNER} ${edge}z`} fill="#000" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function Label({ asset }: { asset: Asset }) {
  return (
    <li class="label">
      <Code text={assetLink(new URL(atSite(""), window.location.origin).href, asset.assetUid)} />
      <p class="label-name">{asset.label}</p>
      <p>{local(asset.name)}</p>
    </li>
  );
}

/** A sheet of labels to print: of one asset by `?a=LABEL`, else of all assets. */
function LabelSheet() {
  const [plant, setPlant] = useState<Plant | null>(null);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    fetchPlant().then(setPlant, (error: unknown) => setFailure(wordsOf(error)));
  }, []);
  document.documentElement.lang = locale();
  document.title = t("labels.title");
  const label = new URLSearchParams(window.location.search).get("a");
  const shown = (plant?.assets ?? []).filter((asset) => label === null || asset.label === label);
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(window.location.hostname);
  return (
    <>
      <header class="labels-head">
        <h1>{t("labels.title")}</h1>
        <button type="button" onClick={() => window.print()}>
          {t("labels.print")}
        </button>
        <button type="button" onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}>
          {t("language.switch")}
        </button>
        <p>
          {t("labels.note", { origin: window.location.origin })}{" "}
          {isLoopback ? <strong>{t("labels.loopback")}</strong> : null}
        </p>
      </header>
      {failure === "" ? null : <p role="alert">{t("app.load-failed", { reason: failure })}</p>}
      <ul class="labels">
        {shown.map((asset) => (
          <Label key={asset.assetUid} asset={asset} />
        ))}
      </ul>
    </>
  );
}

language.value = readPreferences().language;
const host = document.getElementById("app");
if (host !== null) render(<LabelSheet />, host);
