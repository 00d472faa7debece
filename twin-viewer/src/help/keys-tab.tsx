import { singleKeys } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

const KEYS = [
  ["/", "help.search"],
  ["1 – 9", "help.screens"],
  ["D", "help.diagnostics"],
  ["Enter", "help.asset"],
  ["F", "help.focus"],
  ["O", "help.isolate"],
  ["G", "help.pin"],
  ["E", "help.layer-energy"],
  ["M", "help.layer-flow"],
  ["C", "help.layer-next"],
  ["V", "help.mark-vehicles"],
  ["W", "help.mark-safety"],
  ["Home", "help.overview"],
  ["T", "help.plan"],
  ["A", "help.alerts"],
  ["Shift+A", "help.acknowledge"],
  ["S", "help.shelve"],
  ["P", "help.tree"],
  ["Space", "help.play"],
  ["← →", "help.step"],
  ["Ctrl+← →", "help.step-alert"],
  ["[ ]", "help.speed"],
  ["L", "help.live"],
  ["Alt+L", "help.language"],
  ["Alt+T", "help.theme"],
  ["?", "help.open"],
  ["Esc", "help.escape"],
] as const;

/** The keyboard sheet, and the switch for single-letter keys (WCAG 2.1.4). */
export function KeysTab() {
  return (
    <div class="help-body">
      <dl class="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <p class="empty">{t("help.orbit")}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => (singleKeys.value = event.currentTarget.checked)}
        />{" "}
        {t("help.single-keys")}
      </label>
    </div>
  );
}
