import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/language.ts";

/**
 * A component that is loaded when it is first shown: rarely used parts do not slow down the page. One that lies over
 * the page is `isSilent`: while it loads, nothing takes its place. A part that cannot be loaded, because the edge has
 * gone or was updated, says so; showing it again tries again.
 */
export function lazyComponent<Props extends object = object>(
  load: () => Promise<(props: Props) => JSX.Element | null>,
  { isSilent = false } = {},
): (props: Props) => JSX.Element {
  let Loaded: ((props: Props) => JSX.Element | null) | undefined;
  return function Lazy(props: Props) {
    const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
    useEffect(() => {
      let stopped = false;
      const to = (next: "loaded" | "failed"): void => {
        if (!stopped) setState(next);
      };
      load().then(
        (component) => {
          Loaded = component;
          to("loaded");
        },
        () => to("failed"),
      );
      return () => {
        stopped = true;
      };
    }, []);
    if (Loaded !== undefined) return <Loaded {...props} />;
    return (
      <p class="empty" hidden={isSilent && state !== "failed"}>
        {t(state === "failed" ? "app.part-failed" : "app.part-loading")}
      </p>
    );
  };
}
