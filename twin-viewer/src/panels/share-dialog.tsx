import { useState } from "preact/hooks";
import { fileName, saveFile } from "../charts/save-file.ts";
import { usePlant } from "../data/context.ts";
import { formatAge, formatMoment } from "../data/format.ts";
import { moment, sharing, traffic } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";

/** The shown moment as a link for a colleague, and as a picture with its time and the age of its data. */
export function ShareDialog({ picture }: { picture: () => HTMLCanvasElement | undefined }) {
  const index = usePlant();
  const [isCopied, setCopied] = useState(false);
  const shared = sharing.value;
  if (shared === null) return null;
  const zone = index?.plant.site.timeZone ?? "UTC";
  const close = () => {
    sharing.value = null;
    setCopied(false);
  };
  const copy = () => {
    // Only a secure origin has the clipboard; elsewhere the link is selected for copying.
    void navigator.clipboard?.writeText(shared.link).then(() => setCopied(true));
  };
  const savePng = () => {
    const canvas = picture();
    if (canvas === undefined) return;
    const site = index === null ? "" : local(index.plant.site.name);
    const age = moment.value === null ? t("share.age", { age: formatAge(traffic.value.lagMs) }) : t("live.replay");
    const line = `${site} · ${formatMoment(shared.atMs, zone)} · ${age}`;
    stamped(canvas, line).toBlob((blob) => {
      if (blob !== null) saveFile(fileName(["plant", new Date(shared.atMs).toISOString().slice(0, 19)], "png"), blob);
    });
  };
  return (
    <Dialog label={t("share.title")} kind="share" onClose={close}>
      <h2>
        {t("share.title")} · {formatMoment(shared.atMs, zone)}
      </h2>
      <input
        class="share-link"
        readOnly
        value={shared.link}
        aria-label={t("share.link")}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="empty">{t("share.what")}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={copy}>
          {t(isCopied ? "share.copied" : "live.copy")}
        </button>
        <button type="button" class="button" onClick={savePng}>
          {t("share.picture")}
        </button>
        <button type="button" class="button" onClick={close}>
          {t("help.close")}
        </button>
      </div>
    </Dialog>
  );
}

function stamped(picture: HTMLCanvasElement, line: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const style = getComputedStyle(document.documentElement);
  context.drawImage(picture, 0, 0);
  context.font = '600 16px "Noto Sans SC Variable", sans-serif';
  const width = context.measureText(line).width;
  context.fillStyle = style.getPropertyValue("--raised").trim();
  context.fillRect(8, canvas.height - 34, width + 20, 26);
  context.fillStyle = style.getPropertyValue("--text1").trim();
  context.fillText(line, 18, canvas.height - 15);
  return canvas;
}
